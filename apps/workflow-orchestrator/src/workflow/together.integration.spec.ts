import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  newRunId,
  PlanReady,
  type RunId,
  TaskAttemptFinished,
  TaskAttemptProgressed,
  taskId,
} from '@throughline/contracts';
import { type UnitOfWork, UnitsOfWork } from '@throughline/persistence';
import { RunningOrchestrator } from '../testing/running-orchestrator.js';
import { newRun } from '../testing/simulation.js';
import type { WorkflowConsumer } from './workflow.consumer.js';

jest.setTimeout(60_000);

const USAGE = { inputTokens: 1, outputTokens: 1, calls: 1, costUsd: 0 };
const TASK = {
  title: 'T',
  instructions: 'I',
  acceptanceCriteria: ['A'],
  checks: [],
  dependsOn: [],
  paths: [],
};

describe('signs of life that share a transaction', () => {
  let orchestrator: RunningOrchestrator;
  let consumer: WorkflowConsumer;

  beforeAll(async () => {
    orchestrator = await RunningOrchestrator.start({ OTEL_TRACES_EXPORTER: 'none' });
    const { WorkflowConsumer: Consumer } = await import('./workflow.consumer.js');
    consumer = orchestrator.service.app.get(Consumer);
  });
  afterAll(async () => {
    await orchestrator.stop();
    await orchestrator.remove();
  });

  /** A run whose tasks are being worked on. */
  async function working(): Promise<RunId> {
    const run = Object.assign(newRun(), { state: 'planning' as const });
    await orchestrator.store(run);
    const tasks = ['a', 'b'].map((id) => ({ ...TASK, id: taskId(id) }));
    await orchestrator.plan(new PlanReady({ runId: run.id, planVersion: 1, tasks, usage: USAGE }));
    return run.id;
  }

  const progressed = (runId: RunId, task: string, turn: number, attempt = 1): TaskAttemptProgressed => {
    const about = { runId, taskId: taskId(task), attempt, epoch: 1 };
    return new TaskAttemptProgressed({ ...about, turn, note: `turn ${String(turn)}`, usedTokens: turn });
  };

  async function turnsOf(runId: RunId): Promise<number[]> {
    const rows = await orchestrator.database.query<{ turns: number }[]>(
      'SELECT turns FROM attempts WHERE run_id = $1 ORDER BY task_id, number',
      [runId],
    );
    return rows.map(({ turns }) => turns);
  }

  async function notesOf(runId: RunId): Promise<string[]> {
    const rows = await orchestrator.database.query<{ text: string }[]>(
      `SELECT text FROM run_events WHERE run_id = $1 AND kind = 'progress' ORDER BY sequence`,
      [runId],
    );
    return rows.map(({ text }) => text);
  }

  const inOneTransaction = (fn: (work: UnitOfWork) => Promise<void>): Promise<void> =>
    orchestrator.service.app.get(UnitsOfWork).run(fn);

  it('each change their own run, in the order in which they came', async () => {
    const [one, other] = [await working(), await working()];
    const messages = [
      progressed(one, 'a', 1),
      progressed(other, 'b', 7),
      progressed(one, 'b', 3),
      progressed(newRunId(), 'a', 9),
      progressed(one, 'a', 2),
    ];
    await inOneTransaction((work) => consumer.onAttemptProgressed(messages, work));
    expect([await turnsOf(one), await turnsOf(other)]).toEqual([
      [2, 3],
      [0, 7],
    ]);
    expect(await notesOf(one)).toEqual(['turn 1', 'turn 3', 'turn 2']);
    expect(await notesOf(other)).toEqual(['turn 7']);
  });

  it('leave alone what is over, as they do one by one', async () => {
    const run = await working();
    await inOneTransaction(async (work) => {
      const about = { runId: run, taskId: taskId('a'), attempt: 1, epoch: 1 };
      const failed = {
        outcome: 'failed' as const,
        commit: null,
        tree: null,
        reason: 'it gave up',
        summary: '',
      };
      await consumer.onAttemptFinished(
        new TaskAttemptFinished({ ...about, ...failed, turns: 4, usage: USAGE }),
        work,
      );
      await consumer.onAttemptProgressed([progressed(run, 'a', 5), progressed(run, 'b', 6)], work);
    });
    expect(await turnsOf(run)).toEqual([4, 0, 6]);
    expect(await notesOf(run)).toEqual(['turn 6']);
  });
});
