import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newRunId, type PlannedTask, PlanReady, RunWhy, taskId } from '@throughline/contracts';
import { plainToInstance } from 'class-transformer';
import { eventually } from '@throughline/testing/eventually';
import { initializeTracing, type TracingHandle } from '@throughline/tracing';
import type { Run } from '../runs/run.entity.js';
import { RunningOrchestrator } from '../testing/running-orchestrator.js';
import { newRun } from '../testing/simulation.js';

jest.setTimeout(60_000);

const INTERVAL_MS = 400;
const USAGE = { inputTokens: 1, outputTokens: 1, calls: 1, costUsd: 0 };

const task = (id: string, ...dependsOn: string[]): PlannedTask => ({
  ...{ id: taskId(id), title: id, instructions: 'do it', acceptanceCriteria: ['done'] },
  ...{ checks: [], dependsOn: dependsOn.map((other) => taskId(other)), paths: [] },
});

describe('what a run waits for', () => {
  let orchestrator: RunningOrchestrator;

  let tracing: TracingHandle;

  beforeAll(async () => {
    process.env['OTEL_TRACES_EXPORTER'] = 'none';
    tracing = initializeTracing({ serviceName: 'workflow-orchestrator' });
    orchestrator = await RunningOrchestrator.start({
      ORCHESTRATOR_MAX_TASKS: '2',
      RECONCILE_INTERVAL_MS: String(INTERVAL_MS),
    });
  });
  afterAll(async () => {
    await orchestrator.stop();
    await orchestrator.remove();
    await tracing.shutdown();
  });

  async function planned(...tasks: PlannedTask[]): Promise<Run> {
    const run = Object.assign(newRun(), { state: 'planning' as const });
    await orchestrator.store(run);
    await orchestrator.plan(new PlanReady({ runId: run.id, planVersion: 1, tasks, usage: USAGE }));
    return run;
  }

  async function why(run: Run): Promise<RunWhy> {
    const answer = await orchestrator.get(`/v1/runs/${run.id}/why`);
    expect(answer.status).toBe(200);
    return plainToInstance(RunWhy, await answer.json());
  }

  async function stuckWork(): Promise<number> {
    const text = await (await orchestrator.get('/metrics')).text();
    const [, value] = /^throughline_stuck_work(?:\{.*\})? (\S+)/m.exec(text) ?? [];
    return Number(value);
  }

  it('is told for each piece of work, with the place in the line for slots', async () => {
    const first = await planned(task('a'), task('b'), task('c', 'a', 'b'));
    const pieces = (await why(first)).waiting;
    expect(pieces.slice(0, 3)).toEqual([
      expect.objectContaining({ id: 'a#1', reason: 'waits_for_agent', waitsFor: ['agent-runtime'] }),
      expect.objectContaining({ id: 'b#1', reason: 'waits_for_agent' }),
      expect.objectContaining({ id: 'c', reason: 'waits_for_dependencies', waitsFor: ['a', 'b'] }),
    ]);
    // Nobody listens to the commands in this test.
    expect(pieces.at(-1)).toMatchObject({ what: 'messages', reason: 'messages_unsent' });
    for (const piece of pieces.slice(0, 3))
      expect(Date.parse(piece.deadline ?? '')).toBeGreaterThan(Date.now());
    const second = await planned(task('a'));
    const third = await planned(task('a'));
    const texts = await Promise.all([second, third].map(async (run) => (await why(run)).waiting[0]?.text));
    expect(texts).toEqual([
      'Attempt 1 waits for a slot: 2 tasks are being worked on; the run is next in line.',
      'Attempt 1 waits for a slot: 2 tasks are being worked on; one run is ahead in line.',
    ]);
  });

  it('is not told of a run that is not there', async () => {
    expect((await orchestrator.get(`/v1/runs/${newRunId()}/why`)).status).toBe(404);
    expect((await orchestrator.get('/v1/runs/nonsense/why')).status).toBe(404);
  });

  it('counts as stuck work when its deadline is taken away, until the reconciler gives it one', async () => {
    const run = await planned(task('a'));
    expect(await stuckWork()).toBe(0);
    // The reconciler passes over a run that somebody else has locked.
    const holder = orchestrator.database.createQueryRunner();
    await holder.startTransaction();
    await holder.query('SELECT id FROM runs WHERE id = $1 FOR UPDATE', [run.id]);
    await orchestrator.database.query('UPDATE tasks SET deadline = NULL WHERE run_id = $1', [run.id]);
    expect(await stuckWork()).toBe(1);
    expect((await why(run)).stuck).toBe(1);
    await holder.rollbackTransaction();
    await holder.release();
    await eventually('the reconciler has mended it', async () => (await stuckWork()) === 0);
    const [row] = await orchestrator.database.query<{ deadline: Date | null }[]>(
      'SELECT deadline FROM tasks WHERE run_id = $1',
      [run.id],
    );
    expect(row?.deadline?.getTime()).toBeGreaterThan(Date.now());
    expect((await why(run)).stuck).toBe(0);
  });
});
