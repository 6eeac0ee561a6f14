import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type PlannedTask, PlanReady, type RunId, taskId } from '@throughline/contracts';
import type { RunningService } from '@throughline/service-host';
import { eventually } from '@throughline/testing/eventually';
import type { Run } from '../runs/run.entity.js';
import { RunningOrchestrator } from '../testing/running-orchestrator.js';
import { newRun } from '../testing/simulation.js';

jest.setTimeout(180_000);
/** Three orchestrators’ worth of work in one process, on a busy machine. */
const PATIENCE_MS = 120_000;

const PLATFORM = 4;
const PER_REPOSITORY = 3;
const USAGE = { inputTokens: 1, outputTokens: 1, calls: 1, costUsd: 0 };

const tasks = (count: number): PlannedTask[] =>
  Array.from({ length: count }, (_, at) => ({
    ...{ id: taskId(`t${String(at)}`), title: `Task ${String(at)}`, instructions: 'do it' },
    ...{ acceptanceCriteria: ['done'], checks: [], dependsOn: [], paths: [] },
  }));

describe('two orchestrators on one database', () => {
  let orchestrator: RunningOrchestrator;
  let other: RunningService;
  let answering: RunningService;
  let ledger: typeof import('../testing/answering-services.js').ledger;

  beforeAll(async () => {
    orchestrator = await RunningOrchestrator.start({
      ORCHESTRATOR_MAX_TASKS: String(PLATFORM),
      ORCHESTRATOR_MAX_TASKS_PER_REPOSITORY: String(PER_REPOSITORY),
      RECONCILE_INTERVAL_MS: '1000',
      OTEL_TRACES_EXPORTER: 'none',
    });
    const answers = await import('../testing/answering-services.js');
    ledger = answers.ledger;
    other = await orchestrator.beside((await import('../app.module.js')).AppModule);
    answering = await orchestrator.beside(answers.AnsweringServices);
  });
  afterAll(async () => {
    await Promise.all([other.stop(), orchestrator.stop()]);
    await answering.stop();
    await orchestrator.remove();
  });

  async function planned(path: string, count: number): Promise<Run> {
    const run = Object.assign(newRun(), { state: 'planning' as const });
    run.repository = { ...run.repository, path };
    run.limits = { ...run.limits, maxParallelTasks: 16 };
    await orchestrator.store(run);
    await orchestrator.plan(
      new PlanReady({ runId: run.id, planVersion: 1, tasks: tasks(count), usage: USAGE }),
    );
    return run;
  }

  async function done(runId: RunId): Promise<number> {
    const [row] = await orchestrator.database.query<{ count: string }[]>(
      `SELECT count(*) FROM tasks WHERE run_id = $1 AND state = 'done'`,
      [runId],
    );
    return Number(row?.count);
  }

  /** Tasks that are being worked on at this moment, and slots that are held. */
  async function active(): Promise<{ all: number; most: number; held: number }> {
    const [row] = await orchestrator.database.query<{ all: number; most: number; held: number }[]>(`
      SELECT coalesce(sum(count), 0)::integer AS all, coalesce(max(count), 0)::integer AS most,
             (SELECT count(*)::integer FROM task_slots WHERE scope = '' AND run_id IS NOT NULL) AS held
        FROM (SELECT count(*) FROM tasks t JOIN runs r ON r.id = t.run_id
               WHERE t.state IN ('running', 'verifying', 'merging') GROUP BY r.repository->>'path') AS counts`);
    if (row === undefined) throw new Error('no answer');
    return row;
  }

  it('start tasks in the transaction that made them ready, where there is room', async () => {
    const run = await planned('/c', 2);
    // Nothing is waited for: whoever sees the plan sees attempts.
    const [row] = await orchestrator.database.query<{ count: string; wanted: number }[]>(
      `SELECT count(*), max(r.slots_wanted) AS wanted FROM attempts a JOIN runs r ON r.id = a.run_id WHERE r.id = $1`,
      [run.id],
    );
    expect(row).toEqual({ count: '2', wanted: 0 });
    await eventually('it succeeds', async () => (await orchestrator.stateOf(run)) === 'succeeded');
    expect((await active()).held).toBe(0);
  });

  it('bring runs of 3 tasks to their end beside one of 500, and never work on more than they may', async () => {
    const big = await planned('/a', 500);
    await eventually('the big run works', async () => (await active()).all === PER_REPOSITORY);
    const small = await planned('/a', 3);
    const elsewhere = await planned('/b', 3);
    const ended = async (): Promise<boolean> => {
      const states = await Promise.all([small, elsewhere].map((run) => orchestrator.stateOf(run)));
      return states.every((state) => state === 'succeeded');
    };
    const limit = Date.now() + PATIENCE_MS;
    while (!(await ended())) {
      expect(Date.now()).toBeLessThan(limit);
      const now = await active();
      expect(now.all).toBeLessThanOrEqual(PLATFORM);
      expect(now.most).toBeLessThanOrEqual(PER_REPOSITORY);
      expect(now.held).toBe(now.all);
      await sleep(10);
    }
    // In turn with 3 tasks of the other, the big one cannot have come far.
    expect(await done(big.id)).toBeLessThan(100);
    expect(await orchestrator.stateOf(big)).toBe('running');
    expect(ledger.most.get('')).toBeLessThanOrEqual(PLATFORM);
    expect(ledger.most.get('/a')).toBeLessThanOrEqual(PER_REPOSITORY);
  });
});
