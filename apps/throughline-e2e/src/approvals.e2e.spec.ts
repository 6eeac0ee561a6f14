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
import { field } from './support/run-trace.js';
import { eventsOf, taskStatesOf, untilState, untilTask, viewOf } from './support/run-view.js';
import { until } from './support/until.js';
import { expectWholeTrace } from './support/whole-trace.js';

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

describe('people in a run', () => {
  it('approve its plan, pause it, go on with it and approve a task; its trace is whole', async () => {
    const run = await start('marked', MARKED, { approvals: { plan: true, tasks: 'marked' } });
    await untilState(platform, run, 'awaiting_approval');
    expect(await taskStatesOf(platform, run)).toEqual({ first: 'pending', second: 'pending' });
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
    await untilTask(platform, run, 'second', 'waiting_for_human');
    expect(field(await viewOf(platform, run), 'waiting')).toMatchObject([
      { reason: 'approval', taskId: 'second', attempt: 1 },
    ]);
    const shown = await platform.cli(['show', run]);
    expect(shown.stdout).toContain(`throughline approve ${run} second`);
    expect(await platform.cli(['approve', run, 'second', '--by', 'Grace'])).toMatchObject({ code: 0 });
    await untilState(platform, run, 'succeeded');
    const events = await eventsOf(platform, run);
    for (const text of [
      'Version 1 of the plan is approved by Ada: two small steps',
      'The run is paused by Ada: lunch',
      'Add second is approved by Grace.',
    ])
      expect(events.split(text)).toHaveLength(2);
    await expectWholeTrace(platform, run);
  });

  it('try a task of a failed run again: a new run goes on with what was merged, and is linked to it', async () => {
    const failed = await start('mendable', MENDABLE, { limits: { maxAttempts: 1 } });
    await untilState(platform, failed, 'failed');
    expect(await taskStatesOf(platform, failed)).toEqual({ first: 'done', second: 'failed' });
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
    await untilState(platform, run, 'succeeded');
    const files = await git(workspace.repository, 'diff', '--name-only', `main..throughline/${run}`);
    expect(files.split('\n')).toEqual(['src/first.js', 'src/second.js']);
    expect(await taskStatesOf(platform, run)).toEqual({ second: 'done' });
    expect(await viewOf(platform, failed)).toMatchObject({ state: 'failed' });
    await expectWholeTrace(platform, failed);
    const { spans } = await expectWholeTrace(platform, run);
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
      otherwise: async () => `the check does not run: ${JSON.stringify(await viewOf(platform, run))}`,
    });
    expect(await cancelAndWait(run, () => untilNoneWith(mark, CANCEL_MS))).toBeLessThan(CANCEL_MS);
    await untilState(platform, run, 'cancelled', CANCEL_MS);
    await expectWholeTrace(platform, run);
  });

  it('ends an agent whose model hangs within 5 s', async () => {
    const run = await start('hanging', undefined);
    await model.asked.promise;
    expect(await cancelAndWait(run, () => model.left.promise)).toBeLessThan(CANCEL_MS);
    await untilState(platform, run, 'cancelled', CANCEL_MS);
    await expectWholeTrace(platform, run);
  });
});
