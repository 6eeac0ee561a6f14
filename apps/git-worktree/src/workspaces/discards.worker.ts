import { Injectable } from '@nestjs/common';
import { WorkspaceDiscard } from '@throughline/contracts';
import { HandlesJob, type LeasedJob } from '@throughline/jobs';
import { getLogger } from '@throughline/tracing';
import { DiscardsService } from './discards.service.js';
import { FailedDiscards } from './failed-discards.js';

export const DISCARD_JOB = 'workspace.discard';

@Injectable()
export class DiscardsWorker {
  constructor(
    private readonly discards: DiscardsService,
    private readonly failed: FailedDiscards,
  ) {}

  @HandlesJob(DISCARD_JOB, { concurrency: 2, leaseMs: 60_000, exhausted: 'exhausted' })
  async discard(job: LeasedJob<WorkspaceDiscard>): Promise<void> {
    await this.discards.discard(job.payload);
    await job.complete();
  }

  /** Nobody waits for it: what could not be removed is tried again now and then, and the log tells of it. */
  async exhausted(job: LeasedJob<WorkspaceDiscard>, error: unknown): Promise<void> {
    const { runId, taskId, attempt } = job.payload;
    getLogger('workspaces').error(
      { err: error, run: runId },
      'workspaces could not be discarded; each is tried again in ten minutes',
    );
    await job.complete((work) => this.failed.postpone(work, { runId, taskId, upTo: attempt }));
  }
}
