import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { traceIdOf } from '@throughline/tracing';
import { calculator, git, type Workspace, write } from './support/calculator.js';
import { MARKED, MENDABLE, SINGLE } from './support/decided-runs.js';
import { HangingModel } from './support/hanging-model.js';
import { TestPlatform } from './support/platform.js';
import { processesWith, untilNoneWith } from './support/processes.js';
import { doubles, field, traceOf } from './support/run-trace.js';
import { until } from './support/until.js';

jest.setTimeout(120_000);

/** From the request to the end of what runs. */
const CANCEL_MS = 5_000;

const model = new HangingModel();
let platform: TestPlatform;
let workspace: Workspace;

beforeAll(async () => {
  workspace = await calculator();
  platform = await TestPlatform.start(18_200, {
    OPENAI_BASE_URL: await model.start(),
    OPENAI_API_KEY: 'sk-e2e',
  });
});

afterAll(async () => {
  await platform.stop();
  model.stop();
  await rm(workspace.folder, { recursive: true, force: true });
});

async function start(name: string, script: object | undefined, more: object = {}): Promise<string> {
  const path = join(workspace.folder, `${name}.json`);
  if (script !== undefined) await write(workspace.folder, `${name}.json`, JSON.stringify(script));
  const model = script === undefined ? 'openai/stub-model' : `scripted/${path}`;
  const body = { goal: `Run ${name}`, repository: workspace.repository, model, ...more };
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify(body) };
  const answer: unknown = await (await platform.request('api-gateway', '/v1/runs', init)).json();
  return String(field(answer, 'runId'));
}

const view = async (run: string): Promise<unknown> =>
  (await platform.get('api-gateway', `/v1/runs/${run}`)).json();

const stateOf = async (run: string): Promise<string> => String(field(await view(run), 'state'));

const untilState = (run: string, state: string, withinMs = 40_000): Promise<void> =>
  until(async () => (await stateOf(run)) === state, {
    withinMs,
    otherwise: async () => `the run is not ${state}: ${JSON.stringify(await view(run))}`,
  });

async function tasksOf(run: string): Promise<Record<string, unknown>> {
  const tasks = field(await view(run), 'tasks');
  const list: unknown[] = Array.isArray(tasks) ? tasks : [];
  return Object.fromEntries(list.map((task) => [String(field(task, 'id')), field(task, 'state')]));
}

const untilTask = (run: string, task: string, state: string): Promise<void> =>
  until(async () => (await tasksOf(run))[task] === state, {
    withinMs: 40_000,
    otherwise: async () => `the task ${task} is not ${state}: ${JSON.stringify(await view(run))}`,
  });

async function expectWholeTrace(run: string): Promise<void> {
  const findings = async () => (await traceOf(platform, run)).report.findings;
  await until(async () => (await findings()).length === 0, {
    withinMs: 30_000,
    otherwise: async () => `the trace of ${run} is not whole: ${(await findings()).join('; ')}`,
  });
  const { spans, report } = await traceOf(platform, run);
  expect({ findings: report.findings, roots: report.roots.length }).toEqual({ findings: [], roots: 1 });
  expect(doubles(spans)).toEqual([]);
}

describe('people in a run', () => {
  it('approve its plan, pause it, go on with it and approve a task; its trace is whole', async () => {
    const run = await start('marked', MARKED, { approvals: { plan: true, tasks: 'marked' } });
    await untilState(run, 'awaiting_approval');
    expect(await tasksOf(run)).toEqual({ first: 'pending', second: 'pending' });
    expect(await platform.cli(['approve', run, '--plan-version', '7', '--json'])).toMatchObject({
      code: 2,
      json: { error: { code: 'decision_outdated' } },
    });
    const approve = ['approve', run, '--by', 'Ada', '--comment', 'two small steps'];
    expect(await platform.cli(approve)).toMatchObject({ code: 0 });
    expect(await platform.cli(['pause', run, '--by', 'Ada', '--comment', 'lunch'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`Run ${run} is paused.`),
    });
    expect(await platform.cli(['resume', run])).toMatchObject({ code: 0 });
    await untilTask(run, 'second', 'waiting_for_human');
    expect(field(await view(run), 'waiting')).toMatchObject([
      { reason: 'approval', taskId: 'second', attempt: 1 },
    ]);
    const shown = await platform.cli(['show', run]);
    expect(shown.stdout).toContain(`throughline approve ${run} second`);
    expect(await platform.cli(['approve', run, 'second', '--by', 'Grace'])).toMatchObject({ code: 0 });
    await untilState(run, 'succeeded');
    const events = await (await platform.get('api-gateway', `/v1/runs/${run}/events`)).text();
    for (const text of [
      'Version 1 of the plan is approved by Ada: two small steps',
      'The run is paused by Ada: lunch',
      'Add second is approved by Grace.',
    ])
      expect(events.split(text)).toHaveLength(2);
    await expectWholeTrace(run);
  });

  it('try a task of a failed run again: a new run goes on with what was merged, and is linked to it', async () => {
    const failed = await start('mendable', MENDABLE, { limits: { maxAttempts: 1 } });
    await untilState(failed, 'failed');
    expect(await tasksOf(failed)).toEqual({ first: 'done', second: 'failed' });
    const again = await platform.cli([
      'retry',
      failed,
      'second',
      '--comment',
      'leave the test out',
      '--json',
    ]);
    const run = String(field(again.json, 'runId'));
    expect(again).toMatchObject({ code: 0, json: { continues: failed } });
    expect(run).not.toBe(failed);
    await untilState(run, 'succeeded');
    const files = await git(workspace.repository, 'diff', '--name-only', `main..throughline/${run}`);
    expect(files.split('\n')).toEqual(['src/first.js', 'src/second.js']);
    expect(await tasksOf(run)).toEqual({ second: 'done' });
    expect(await stateOf(failed)).toBe('failed');
    await Promise.all([run, failed].map(expectWholeTrace));
    const { spans } = await traceOf(platform, run);
    const root = spans.find(({ name }) => name === 'workflow_orchestrator.run');
    expect(root?.links.map((link) => link.traceId)).toEqual([traceIdOf(failed)]);
  });
});

describe('a cancel', () => {
  async function cancelAndWait(run: string, ended: () => Promise<void>): Promise<number> {
    const asked = performance.now();
    const answer = await platform.request('api-gateway', `/v1/runs/${run}/cancel`, { method: 'POST' });
    expect(answer.status).toBe(202);
    await ended();
    return performance.now() - asked;
  }

  it('ends a check in its sandbox within 5 s', async () => {
    const mark = `mark-${randomBytes(8).toString('hex')}`;
    const check = `node -e "setTimeout(() => {}, 600000)" ${mark}`;
    const run = await start('single', SINGLE, { checks: [check] });
    await until(async () => (await processesWith(mark)).length > 0, {
      withinMs: 40_000,
      otherwise: async () => `the check does not run: ${JSON.stringify(await view(run))}`,
    });
    expect(await cancelAndWait(run, () => untilNoneWith(mark, CANCEL_MS))).toBeLessThan(CANCEL_MS);
    await untilState(run, 'cancelled', CANCEL_MS);
    await expectWholeTrace(run);
  });

  it('ends an agent whose model hangs within 5 s', async () => {
    const run = await start('hanging', undefined);
    await model.asked.promise;
    expect(await cancelAndWait(run, () => model.left.promise)).toBeLessThan(CANCEL_MS);
    await untilState(run, 'cancelled', CANCEL_MS);
    await expectWholeTrace(run);
  });
});
