import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { TaskAttemptFinished, TaskCancel, type TaskRun } from '@throughline/contracts';
import { JobsModule, jobsTables, JobsStatus } from '@throughline/jobs';
import { MessagingModule, messagingTables } from '@throughline/messaging';
import { PersistenceModule, UnitsOfWork } from '@throughline/persistence';
import { type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import { DataSource } from 'typeorm';
import { CreateTurns } from '../migrations/001-create-turns.js';
import { taskRun } from '../testing/task-run.js';
import { AttemptsService } from './attempts.service.js';
import { Turn } from './turn.entity.js';
import { TurnsRepository } from './turns.repository.js';

// Servers take their time on a busy machine.
jest.setTimeout(30_000);

/** What is asked of attempts, in a process that works on none: its messages stay in the outbox. */
describe('cancelling an attempt', () => {
  let infrastructure: TestInfrastructure;
  let app: INestApplicationContext;

  beforeAll(async () => {
    infrastructure = await testInfrastructure();
    const { databaseUrl, rabbitUrl } = infrastructure;
    const database = { schema: 'agent_runtime', entities: [Turn], migrations: [CreateTurns], databaseUrl };
    @Module({
      imports: [
        PersistenceModule.forRoot({ ...database, tables: [messagingTables, jobsTables] }),
        MessagingModule.forRoot({ service: 'agent-runtime', rabbitUrl }),
        JobsModule.forRoot(),
      ],
      providers: [AttemptsService, TurnsRepository],
    })
    class Attempts {}
    app = await NestFactory.createApplicationContext(Attempts, { logger: false });
  });
  afterAll(async () => {
    await app?.close();
    await infrastructure?.stop();
  });

  const run = (task: TaskRun) =>
    app.get(UnitsOfWork).run((work) => app.get(AttemptsService).accept(task, work));
  const cancel = ({ runId, taskId, attempt }: TaskRun) =>
    app
      .get(UnitsOfWork)
      .run((work) => app.get(AttemptsService).cancel(new TaskCancel({ runId, taskId, attempt }), work));
  const answers = async ({ runId }: TaskRun): Promise<unknown[]> => {
    const rows = await app
      .get(DataSource)
      .query<{ payload: string }[]>('SELECT payload FROM outbox WHERE run_id = $1 ORDER BY id', [runId]);
    return rows.map((row): unknown => JSON.parse(row.payload));
  };

  it('is answered at once where nobody works on it, with what was used before', async () => {
    const task = taskRun();
    await run(task);
    const answer = { role: 'assistant' as const, content: null };
    const usage = { prompt_tokens: 7, completion_tokens: 3, cost_usd: null };
    const turns = app.get(TurnsRepository);
    await app
      .get(UnitsOfWork)
      .run((work) =>
        turns.add(work, turns.turnOf(task, 1, answer, Object.assign(usage, { total_tokens: 10 }))),
      );
    await app.get(DataSource).query('UPDATE jobs SET epoch = 3 WHERE run_id = $1', [task.runId]);
    await cancel(task);
    await cancel(task);
    expect(await answers(task)).toMatchObject([
      { outcome: 'cancelled', epoch: 3, turns: 1, usage: { inputTokens: 7, outputTokens: 3, calls: 1 } },
    ]);
    expect(await app.get(JobsStatus).unfinishedJobs(task.runId)).toBe(0);
  });

  it('comes into effect before the attempt itself has come, which then never begins', async () => {
    const task = taskRun();
    await cancel(task);
    await run(task);
    expect(await answers(task)).toMatchObject([{ outcome: 'cancelled', epoch: 1, turns: 0 }]);
    expect(await app.get(JobsStatus).unfinishedJobs(task.runId)).toBe(0);
  });

  it('is no part of an attempt that has ended: who asks for that again hears how it ended', async () => {
    const task = taskRun();
    await run(task);
    const { runId, taskId, attempt } = task;
    const usage = { inputTokens: 7, outputTokens: 3, calls: 1, costUsd: null };
    const ending = {
      outcome: 'failed',
      commit: null,
      tree: null,
      summary: '',
      reason: 'no',
      turns: 1,
      usage,
    };
    const answer = { runId, taskId, attempt, epoch: 2, ...ending };
    await app
      .get(DataSource)
      .query(
        `UPDATE jobs SET state = 'done', ended_at = now(), answer_type = $2, answer = $3 WHERE run_id = $1`,
        [runId, TaskAttemptFinished.messageType, JSON.stringify(answer)],
      );
    await run(task);
    await run(task);
    expect(await answers(task)).toEqual([answer, answer]);
  });
});
