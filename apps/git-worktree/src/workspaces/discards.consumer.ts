import { randomUUID } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { WorkspaceDiscard } from '@throughline/contracts';
import { Jobs } from '@throughline/jobs';
import { Consumes } from '@throughline/messaging';
import { UnitOfWork } from '@throughline/persistence';
import { DISCARD_JOB } from './discards.worker.js';

@Controller()
export class DiscardsConsumer {
  constructor(private readonly jobs: Jobs) {}

  @Consumes(WorkspaceDiscard)
  async onWorkspaceDiscard(message: WorkspaceDiscard, work: UnitOfWork): Promise<void> {
    const { runId } = message;
    await this.jobs.enqueue(work, {
      kind: DISCARD_JOB,
      key: `${runId}/${randomUUID()}`,
      runId,
      payload: message,
    });
  }
}
