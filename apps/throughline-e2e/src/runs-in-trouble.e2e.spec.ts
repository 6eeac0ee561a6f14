import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { runningPlatform } from '@throughline/platform';
import { rootSpanIdOf, type TraceSpan, traceIdOf } from '@throughline/tracing';
import { Client } from 'pg';
import { calculator, type Workspace, write } from './support/calculator.js';
import { SINGLE } from './support/decided-runs.js';
import { expectNothingLeft } from './support/nothing-left.js';
import { TestPlatform } from './support/platform.js';
import { processesWith } from './support/processes.js';
import { field } from './support/run-trace.js';
import { eventsOf, jsonOf, untilState } from './support/run-view.js';
import { SpendingModel } from './support/spending-model.js';
import { until } from './support/until.js';
import { expectWholeTrace } from './support/whole-trace.js';

jest.setTimeout(240_000);

const MARK = `mark-${randomBytes(8).toString('hex')}`;
const model = new SpendingModel(['node', '-e', `setTimeout(() => {}, 600000) // ${MARK}`]);

let platform: TestPlatform;
let workspace: Workspace;

beforeAll(async () => {
  workspace = await calculator();
  platform = await TestPlatform.start(17_800, {
    OPENAI_BASE_URL: await model.start(),
    // A call of the model server has 100 tokens in and 10 out: two cents.
    OPENAI_PRICES: '100,1000',
  });
});

afterAll(async () => {
  await platform.stop();
  model.stop();
  await rm(workspace.folder, { recursive: true, force: true });
});

const cli = (...args: string[]): Promise<unknown> => jsonOf(platform, ...args);

async function start(goal: string, ...more: string[]): Promise<string> {
  return String(field(await cli('run', goal, '--repo', workspace.repository, '--detach', ...more), 'runId'));
}

describe('a run that has used its dollars', () => {
  it('stops, with all that works for it, says why everywhere, and leaves nothing behind', async () => {
    const run = await start('Spend', '--model', 'openai/stub-model', '--max-cost', '0.05');
    await until(async () => (await processesWith(MARK)).length > 0, {
      withinMs: 60_000,
      otherwise: async () =>
        `the other agent's command does not run: ${JSON.stringify(await cli('show', run))}`,
    });
    model.release();
    await untilState(platform, run, 'failed', 30_000);
    const reason = 'the run may cost no more: the budget of $0.05 is used, with $';
    const shown = await cli('show', run);
    expect(shown).toMatchObject({
      reason: expect.stringContaining(reason),
      limits: { maxCostUsd: 0.05 },
      tasks: [
        { id: 'spend', state: 'cancelled' },
        { id: 'wait', state: 'cancelled' },
      ],
    });
    expect((await platform.cli(['show', run])).stdout).toContain(reason);
    expect((await platform.cli(['why', run])).stdout).toContain(`is failed: ${reason}`);
    await expectNothingLeft(platform, MARK, 10_000);
    const { spans } = await expectWholeTrace(platform, run);
    const root = spans.find(({ spanId }) => spanId === rootSpanIdOf(run));
    expect(root?.status).toEqual({ code: 'ERROR', message: field(shown, 'reason') });
  });
});

describe('a run of which a message becomes a dead letter', () => {
  const QUEUE = 'verification-feedback.verification.run.v1';
  const JOBS = 'verification_feedback.jobs';

  /** As when somebody has changed the tables of a service, and changes them back. */
  async function withBrokenTable(fn: () => Promise<void>): Promise<void> {
    const client = new Client({ connectionString: runningPlatform(platform.home)?.databaseUrl });
    await client.connect();
    try {
      await client.query(`ALTER TABLE ${JOBS} ADD CONSTRAINT nothing_new CHECK (false) NOT VALID`);
      await fn();
      await client.query(`ALTER TABLE ${JOBS} DROP CONSTRAINT nothing_new`);
    } finally {
      await client.end();
    }
  }

  async function deadLettersOf(run: string): Promise<unknown[]> {
    const found = field(await cli('dead-letters', 'list', '--run', run), 'deadLetters');
    const letters: unknown[] = Array.isArray(found) ? found : [];
    return letters;
  }

  const linked = (span: TraceSpan): string[] => span.links.map(({ spanId }) => spanId);

  /** The death and the redrive in the run's one whole trace. */
  async function expectTold(run: string, id: string, messageId: unknown): Promise<void> {
    const { spans } = await expectWholeTrace(platform, run);
    const death = spans.find((span) => span.attributes['throughline.dead_letter.id'] === id);
    expect(death).toMatchObject({
      status: { code: 'ERROR' },
      attributes: { 'error.type': 'unexpected_error' },
    });
    const handlings = spans.filter(
      ({ kind, attributes }) => kind === 'CONSUMER' && attributes['messaging.message.id'] === messageId,
    );
    expect(handlings.map(({ status }) => status.code).filter((code) => code === 'ERROR')).toHaveLength(5);
    const last = handlings.filter(({ status }) => status.code !== 'ERROR');
    expect(last).toHaveLength(1);
    expect(last.flatMap(linked)).toContain(death?.spanId);
    expect(last[0]?.attributes['throughline.message.redrives']).toBe(1);
    const told = spans.filter(
      ({ kind, name }) => kind === 'PRODUCER' && name.endsWith('dead.letter.moved.v1'),
    );
    expect(told).toHaveLength(2);
  }

  it('is listed with its cause, is sent again, goes on to its end, and all of it is in its one trace', async () => {
    await write(workspace.folder, 'single.json', JSON.stringify(SINGLE));
    let run = '';
    await withBrokenTable(async () => {
      run = await start('Wait', '--model', `scripted/${join(workspace.folder, 'single.json')}`);
      await until(async () => (await deadLettersOf(run)).length > 0, {
        withinMs: 150_000,
        otherwise: async () => `no message has died: ${JSON.stringify(await cli('show', run))}`,
      });
    });
    const [letter, ...others] = await deadLettersOf(run);
    expect(others).toEqual([]);
    expect(letter).toMatchObject({
      ...{ service: 'verification-feedback', queue: QUEUE, state: 'waiting', tries: 5, redrives: 0 },
      ...{ causeCode: 'unexpected_error', cause: expect.stringContaining('nothing_new') },
      ...{ runId: run, traceId: traceIdOf(run) },
    });
    const id = String(field(letter, 'id'));
    const again = ['dead-letters', 'redrive', id, '--by', 'Ada', '--reason', 'the table is mended'];
    expect(await cli(...again)).toMatchObject({ results: [{ id, outcome: 'done', runId: run }] });
    await untilState(platform, run, 'succeeded', 60_000);
    expect(await cli('dead-letters', 'show', id)).toMatchObject({
      ...{ state: 'handled', redrives: 1 },
      actions: [
        { action: 'died' },
        { action: 'redriven', by: 'Ada', reason: 'the table is mended', traceId: expect.any(String) },
      ],
    });
    const events = await eventsOf(platform, run);
    expect(events).toContain(`Ada has redriven dead letter ${id} of ${QUEUE}: the table is mended`);
    await expectTold(run, id, field(letter, 'messageId'));
  });
});
