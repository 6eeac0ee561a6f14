import { randomUUID } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { BranchPublish, MergeCommit, MergePrepare, type RunId } from '@throughline/contracts';
import { Jobs } from '@throughline/jobs';
import { Consumes } from '@throughline/messaging';
import { UnitOfWork } from '@throughline/persistence';
import { COMMIT_JOB, PREPARE_JOB, PUBLISH_JOB } from './merge-jobs.js';

/** git takes longer than a message may be held: each command becomes a job. */
@Controller()
export class MergesConsumer {
  constructor(private readonly jobs: Jobs) {}

  @Consumes(MergePrepare)
  onMergePrepare(message: MergePrepare, work: UnitOfWork): Promise<void> {
    return this.enqueue(work, PREPARE_JOB, message);
  }

  @Consumes(MergeCommit)
  onMergeCommit(message: MergeCommit, work: UnitOfWork): Promise<void> {
    return this.enqueue(work, COMMIT_JOB, message);
  }

  @Consumes(BranchPublish)
  onBranchPublish(message: BranchPublish, work: UnitOfWork): Promise<void> {
    return this.enqueue(work, PUBLISH_JOB, message);
  }

  /** A message comes once, and the same merge may be asked for again later: each makes a job of its own. */
  private enqueue(work: UnitOfWork, kind: string, message: { runId: RunId }): Promise<void> {
    const { runId } = message;
    return this.jobs.enqueue(work, { kind, key: `${runId}/${randomUUID()}`, runId, payload: message });
  }
}
