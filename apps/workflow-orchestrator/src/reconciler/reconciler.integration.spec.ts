import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newRunId, PlanReady, taskId } from '@throughline/contracts';
import type { RunningService } from '@throughline/service-host';
import { eventually } from '@throughline/testing/eventually';
import { RunningOrchestrator } from '../testing/running-orchestrator.js';
import { newRun } from '../testing/simulation.js';

jest.setTimeout(60_000);

const USAGE = { inputTokens: 1, outputTokens: 1, calls: 1, costUsd: 0 };
const TASK = {
  ...{ id: taskId('a'), title: 'a', instructions: 'do it', acceptanceCriteria: ['done'] },
  ...{ checks: [], dependsOn: [], paths: [] },
};

describe('the reconcilers of two replicas', () => {
  let orchestrator: RunningOrchestrator;
  let other: RunningService;

  beforeAll(async () => {
    orchestrator = await RunningOrchestrator.start({
      ...{ ORCHESTRATOR_MAX_TASKS: '1', RECONCILE_INTERVAL_MS: '100', OTEL_TRACES_EXPORTER: 'none' },
    });
    other = await orchestrator.beside((await import('../app.module.js')).AppModule);
  });
  afterAll(async () => {
    await Promise.all([other.stop(), orchestrator.stop()]);
    await orchestrator.remove();
  });

  it('end each overdue run once between them, and wait for none that somebody else has locked', async () => {
    const overdue = { state: 'planning' as const, deadline: new Date(0) };
    const [locked, ...runs] = Array.from({ length: 60 }, () => Object.assign(newRun(), overdue));
    if (locked === undefined) throw new Error('no run');
    const holder = orchestrator.database.createQueryRunner();
    await orchestrator.store(Object.assign(locked, { deadline: new Date(Date.now() + 60_000) }));
    await holder.startTransaction();
    await holder.query('UPDATE runs SET deadline = to_timestamp(0) WHERE id = $1', [locked.id]);
    await Promise.all(runs.map((run) => orchestrator.store(run)));
    const endings = async (): Promise<number[]> => {
      const rows = await orchestrator.database.query<{ count: number }[]>(
        `SELECT count(*)::integer AS count FROM run_events WHERE kind = 'run' AND state = 'failed' GROUP BY run_id`,
      );
      return rows.map(({ count }) => count);
    };
    await eventually('all others have ended', async () => (await endings()).length === runs.length);
    expect(await orchestrator.stateOf(locked)).toBe('planning');
    await holder.commitTransaction();
    await holder.release();
    await eventually('the last one has ended', async () => (await endings()).length === runs.length + 1);
    expect(new Set(await endings())).toEqual(new Set([1]));
  });

  it('free a slot that is held for nothing, and have it given to who waits', async () => {
    await orchestrator.database.query(
      `UPDATE task_slots SET run_id = $1, task_id = 'gone' WHERE scope = '' AND run_id IS NULL`,
      [newRunId()],
    );
    const run = Object.assign(newRun(), { state: 'planning' as const });
    await orchestrator.store(run);
    await orchestrator.plan(new PlanReady({ runId: run.id, planVersion: 1, tasks: [TASK], usage: USAGE }));
    await eventually('the task has started', async () => {
      const rows = await orchestrator.database.query<object[]>('SELECT 1 FROM attempts WHERE run_id = $1', [
        run.id,
      ]);
      return rows.length === 1;
    });
  });
});
