import { Injectable } from '@nestjs/common';
import { BranchPublish, MergeCommit, MergePrepare, type RunMessage } from '@throughline/contracts';
import { HandlesJob, type LeasedJob } from '@throughline/jobs';
import type { UnitOfWork } from '@throughline/persistence';
import { COMMIT_JOB, PREPARE_JOB, PUBLISH_JOB } from './merge-jobs.js';
import { mergeFailed, MergesService } from './merges.service.js';
import { PublishingService, refused } from './publishing.service.js';

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Publishes an answer in the transaction that ends its job. */
const sending =
  (answer: RunMessage<unknown>) =>
  (work: UnitOfWork): Promise<void> => {
    work.publish(answer);
    return Promise.resolve();
  };

/** Does the jobs of merging; the answer leaves in the transaction that ends the job. */
@Injectable()
export class MergesWorker {
  constructor(
    private readonly merges: MergesService,
    private readonly publishing: PublishingService,
  ) {}

  @HandlesJob(PREPARE_JOB, { concurrency: 4, leaseMs: 60_000, exhausted: 'mergeExhausted' })
  async prepare(job: LeasedJob<MergePrepare>): Promise<void> {
    const answer = await this.merges.prepare(job.payload);
    await job.complete(sending(answer));
  }

  @HandlesJob(COMMIT_JOB, { concurrency: 4, leaseMs: 60_000, exhausted: 'mergeExhausted' })
  async commit(job: LeasedJob<MergeCommit>): Promise<void> {
    const answer = await this.merges.commit(job.payload);
    await job.complete(sending(answer));
  }

  @HandlesJob(PUBLISH_JOB, { concurrency: 2, leaseMs: 60_000, exhausted: 'publishExhausted' })
  async publish(job: LeasedJob<BranchPublish>): Promise<void> {
    const answer = await this.publishing.publish(job.payload);
    await job.complete(sending(answer));
  }

  async mergeExhausted(job: LeasedJob<MergePrepare | MergeCommit>, error: unknown): Promise<void> {
    await job.complete(sending(mergeFailed(job.payload, 'error', reasonOf(error))));
  }

  async publishExhausted(job: LeasedJob<BranchPublish>, error: unknown): Promise<void> {
    await job.complete(sending(refused(job.payload, reasonOf(error))));
  }
}
