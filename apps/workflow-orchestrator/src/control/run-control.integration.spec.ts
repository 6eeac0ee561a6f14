import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type PlannedTask, PlanReady, type RunId, taskId } from '@throughline/contracts';
import type { RunningService } from '@throughline/service-host';
import { eventually } from '@throughline/testing';
import type { Run } from '../runs/run.entity.js';
import { RunningOrchestrator } from '../testing/running-orchestrator.js';
import { newRun } from '../testing/simulation.js';

// Servers take their time on a busy machine.
jest.setTimeout(60_000);

const USAGE = { inputTokens: 1, outputTokens: 1, calls: 1, costUsd: 0 };
const task = (id: string, needsApproval: boolean): PlannedTask => ({
  ...{ id: taskId(id), title: `Do ${id}`, instructions: 'Do it.', acceptanceCriteria: ['It is done.'] },
  ...{ checks: [], dependsOn: [], paths: [], needsApproval },
});

describe('what people want of a run', () => {
  let orchestrator: RunningOrchestrator;
  let others: RunningService;

  beforeAll(async () => {
    orchestrator = await RunningOrchestrator.start({
      RECONCILE_INTERVAL_MS: '100',
      OTEL_TRACES_EXPORTER: 'none',
    });
    const { AnsweringServices } = await import('../testing/answering-services.js');
    others = await orchestrator.beside(AnsweringServices);
  });
  afterAll(async () => {
    await others.stop();
    await orchestrator.stop();
    await orchestrator.remove();
  });

  /** A run whose plan has just arrived. */
  async function planned(approvals: Partial<Run['approvals']>, ...tasks: PlannedTask[]): Promise<Run> {
    const run = newRun();
    Object.assign(run, { state: 'planning', approvals: { ...run.approvals, ...approvals } });
    await orchestrator.store(run);
    await orchestrator.plan(new PlanReady({ runId: run.id, planVersion: 1, tasks, usage: USAGE }));
    return run;
  }

  const ask = (run: { id: RunId }, what: string, body?: object) =>
    orchestrator.post(`/v1/runs/${run.id}/${what}`, body);
  const viewOf = async ({ id }: { id: RunId }): Promise<unknown> =>
    (await orchestrator.get(`/v1/runs/${id}`)).json();
  const untilState = (run: Run, state: string): Promise<void> =>
    eventually(`the run is ${state}`, async () => (await orchestrator.stateOf(run)) === state);
  const eventsOf = async ({ id }: { id: RunId }): Promise<string[]> => {
    const rows = await orchestrator.database.query<{ text: string }[]>(
      'SELECT text FROM run_events WHERE run_id = $1 ORDER BY sequence',
      [id],
    );
    return rows.map(({ text }) => text);
  };

  it('is done once, is seen in the view, and is in the events with who and why', async () => {
    const run = await planned({ plan: true, tasks: 'marked' }, task('a', true));
    expect(await viewOf(run)).toMatchObject({
      state: 'awaiting_approval',
      waiting: [{ reason: 'approval', planVersion: 1, taskId: null, until: expect.any(String) }],
    });
    const approval = { decision: 'approve', planVersion: 1, by: 'Ada', comment: 'fine' };
    for (const [what, body, state] of [
      ['approvals', approval, 'running'],
      ['pause', { by: 'Ada', comment: 'lunch' }, 'paused'],
      ['resume', undefined, 'running'],
    ] as const)
      for (let i = 0; i < 2; i += 1)
        expect(await ask(run, what, body)).toMatchObject({ status: 202, body: { state } });
    await eventually('the task waits', async () =>
      JSON.stringify(await viewOf(run)).includes('waiting_for_human'),
    );
    expect(await viewOf(run)).toMatchObject({ waiting: [{ reason: 'approval', taskId: 'a', attempt: 1 }] });
    const merge = { decision: 'approve', task: 'a', attempt: 1, by: 'Grace' };
    for (let i = 0; i < 2; i += 1)
      expect(await ask(run, 'approvals', merge)).toMatchObject({ status: 202, body: { waiting: [] } });
    await untilState(run, 'succeeded');
    const told = (await eventsOf(run)).filter((text) => / by |The run goes on/.test(text));
    expect(told).toEqual([
      'Version 1 of the plan is approved by Ada: fine',
      'The run is paused by Ada: lunch',
      'The run goes on.',
      'Do a is approved by Grace.',
    ]);
  });

  it.each([
    ['approvals', {}, 400, 'invalid_input'],
    ['approvals', { decision: 'perhaps', planVersion: 1 }, 400, 'invalid_input'],
    ['approvals', { decision: 'approve' }, 400, 'invalid_input'],
    ['approvals', { decision: 'approve', planVersion: 1, task: 'a', attempt: 1 }, 400, 'invalid_input'],
    ['approvals', { decision: 'approve', planVersion: 1, force: true }, 400, 'invalid_input'],
    ['approvals', { decision: 'approve', planVersion: 2 }, 409, 'decision_outdated'],
    ['approvals', { decision: 'approve', task: 'a', attempt: 1 }, 409, 'nothing_to_decide'],
    ['approvals', { decision: 'approve', task: 'nowhere', attempt: 1 }, 404, 'task_not_found'],
    ['pause', { comment: 'a\0b' }, 400, 'invalid_input'],
    ['pause', {}, 409, 'run_not_pausable'],
    ['resume', {}, 409, 'run_not_paused'],
    ['tasks/a/retry', {}, 409, 'task_not_retryable'],
    ['tasks/A%20B/retry', {}, 404, 'task_not_found'],
  ])('is refused where it cannot be: %s %j', async (what, body, status, code) => {
    const run = await planned({ plan: true }, task('a', false));
    const before = await eventsOf(run);
    expect(await ask(run, what, body)).toMatchObject({ status, body: { code } });
    expect(await eventsOf(run)).toEqual(before);
    expect(await orchestrator.stateOf(run)).toBe('awaiting_approval');
  });

  it('is refused for a run that nobody knows', async () => {
    for (const what of ['pause', 'resume', 'tasks/a/retry'])
      expect(await ask(newRun(), what, {})).toMatchObject({ status: 404, body: { code: 'run_not_found' } });
  });

  it('is waited for until its deadline, and the run keeps its time until then', async () => {
    const run = await planned({ plan: true, timeoutMs: 86_400_000 }, task('a', false));
    const short = await planned({ plan: true, timeoutMs: 300 }, task('a', false));
    // The time that it had is over, but it stood still from before that on.
    await orchestrator.database.query(
      `UPDATE runs SET deadline = now() - interval '1 hour', clock_stopped_at = now() - interval '2 hours' WHERE id = $1`,
      [run.id],
    );
    await untilState(short, 'failed');
    expect(await viewOf(short)).toMatchObject({
      reason: expect.stringContaining('nobody approved the plan until'),
    });
    expect(await ask(run, 'approvals', { decision: 'approve', planVersion: 1 })).toMatchObject({
      status: 202,
    });
    await untilState(run, 'succeeded');
  });

  it('lets a failed run go on in a new one, once', async () => {
    const run = await planned({ plan: true }, task('a', false));
    await ask(run, 'approvals', { decision: 'reject', planVersion: 1 });
    const answers = [];
    for (let i = 0; i < 2; i += 1)
      answers.push(await ask(run, 'tasks/a/retry', { by: 'Ada', comment: 'now' }));
    expect(answers[0]).toMatchObject({ status: 202, body: { state: 'planning', continues: run.id } });
    expect(answers[1]).toMatchObject({ status: 202, body: { continues: run.id } });
    const view = await viewOf(run);
    expect(view).toMatchObject({ state: 'failed', continuedBy: expect.any(String) });
    const { continuedBy } = Object.assign({ continuedBy: '' }, view);
    expect(answers.map(({ body }) => Object.assign({ runId: '' }, body).runId)).toEqual([
      continuedBy,
      continuedBy,
    ]);
    expect((await eventsOf(run)).at(-1)).toBe(`Do a is tried again in run ${continuedBy} by Ada: now`);
  });
});
