import { Injectable } from '@nestjs/common';
import type { TaskCancel, TaskMessage, TaskRun } from '@throughline/contracts';
import { Jobs } from '@throughline/jobs';
import type { UnitOfWork } from '@throughline/persistence';

export const ATTEMPT_JOB = 'agent.attempt';

const keyOf = <Self>({ runId, taskId, attempt }: TaskMessage<Self>): string =>
  `${runId}/${taskId}/${String(attempt)}`;

/** An attempt is a job: it takes longer than a message may be held. */
@Injectable()
export class AttemptsService {
  constructor(private readonly jobs: Jobs) {}

  async accept(message: TaskRun, work: UnitOfWork): Promise<void> {
    await this.jobs.enqueue(work, {
      kind: ATTEMPT_JOB,
      key: keyOf(message),
      runId: message.runId,
      payload: message,
    });
  }

  async cancel(message: TaskCancel, work: UnitOfWork): Promise<void> {
    await this.jobs.cancel(work, ATTEMPT_JOB, keyOf(message));
  }
}
