import { Injectable } from '@nestjs/common';
import { TaskAttemptFinished, type TaskCancel, type TaskMessage, type TaskRun } from '@throughline/contracts';
import { Jobs } from '@throughline/jobs';
import type { UnitOfWork } from '@throughline/persistence';
import { finishedEvent } from './finished-event.js';
import { TurnsRepository } from './turns.repository.js';

export const ATTEMPT_JOB = 'agent.attempt';

const keyOf = <Self>({ runId, taskId, attempt }: TaskMessage<Self>): string =>
  `${runId}/${taskId}/${String(attempt)}`;

/** An attempt is a job: it takes longer than a message may be held. */
@Injectable()
export class AttemptsService {
  constructor(
    private readonly jobs: Jobs,
    private readonly turns: TurnsRepository,
  ) {}

  async accept(message: TaskRun, work: UnitOfWork): Promise<void> {
    const { runId } = message;
    const job = { kind: ATTEMPT_JOB, key: keyOf(message), runId, payload: message };
    await this.jobs.enqueue(work, job, [TaskAttemptFinished]);
  }

  async cancel(message: TaskCancel, work: UnitOfWork): Promise<void> {
    const job = { kind: ATTEMPT_JOB, key: keyOf(message), runId: message.runId };
    const { state, epoch } = await this.jobs.revoke(work, job);
    if (state !== 'revoked') return;
    // Nobody works on it, so that nobody else would say that it has ended; it may have been worked on before.
    const turns = await this.turns.of(message, work.manager);
    work.publish(finishedEvent(message, Math.max(1, epoch), turns, { outcome: 'cancelled' }));
  }
}
