import { Injectable } from '@nestjs/common';
import { WorkspaceDiscard } from '@throughline/contracts';
import { HandlesJob, type LeasedJob } from '@throughline/jobs';
import { getLogger } from '@throughline/tracing';
import { DiscardsService } from './discards.service.js';

export const DISCARD_JOB = 'workspace.discard';

@Injectable()
export class DiscardsWorker {
  constructor(private readonly discards: DiscardsService) {}

  @HandlesJob(DISCARD_JOB, { concurrency: 2, leaseMs: 60_000, exhausted: 'exhausted' })
  async discard(job: LeasedJob<WorkspaceDiscard>): Promise<void> {
    await this.discards.discard(job.payload);
    await job.complete();
  }

  /** Nobody waits for it: what could not be removed stays on disk, and the log tells of it. */
  async exhausted(job: LeasedJob<WorkspaceDiscard>, error: unknown): Promise<void> {
    getLogger('workspaces').error({ err: error, run: job.runId }, 'workspaces could not be discarded');
    await job.complete();
  }
}
