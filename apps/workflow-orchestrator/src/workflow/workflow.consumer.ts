import { Controller } from '@nestjs/common';
import {
  BranchPublished,
  BranchRefused,
  MergeCommitted,
  MergeConflicted,
  MergeFailed,
  MergePrepared,
  PlanFailed,
  PlanReady,
  TaskAttemptFinished,
  TaskAttemptProgressed,
  TaskAttemptStarted,
  VerificationFinished,
  VerificationProgressed,
} from '@throughline/contracts';
import { Consumes, ConsumesTogether } from '@throughline/messaging';
import type { UnitOfWork } from '@throughline/persistence';
import { attemptFinished, attemptProgressed, attemptStarted } from './attempts.js';
import {
  branchPublished,
  branchRefused,
  mergeCommitted,
  mergeConflicted,
  mergeFailed,
  mergePrepared,
} from './merging.js';
import { planFailed, planReady } from './planning.js';
import { verificationFinished, verificationProgressed } from './verification.js';
import { WorkflowService } from './workflow.service.js';

/** Which rule each message meets. Signs of life, which come most often, meet it together. */
@Controller()
export class WorkflowConsumer {
  constructor(private readonly workflow: WorkflowService) {}

  @Consumes(PlanReady)
  onPlanReady(message: PlanReady, work: UnitOfWork): Promise<void> {
    return this.workflow.apply(work, [message], planReady);
  }

  @Consumes(PlanFailed)
  onPlanFailed(message: PlanFailed, work: UnitOfWork): Promise<void> {
    return this.workflow.apply(work, [message], planFailed);
  }

  @ConsumesTogether(TaskAttemptStarted)
  onAttemptStarted(messages: readonly TaskAttemptStarted[], work: UnitOfWork): Promise<void> {
    return this.workflow.apply(work, messages, attemptStarted);
  }

  @ConsumesTogether(TaskAttemptProgressed)
  onAttemptProgressed(messages: readonly TaskAttemptProgressed[], work: UnitOfWork): Promise<void> {
    return this.workflow.apply(work, messages, attemptProgressed);
  }

  @Consumes(TaskAttemptFinished)
  onAttemptFinished(message: TaskAttemptFinished, work: UnitOfWork): Promise<void> {
    return this.workflow.apply(work, [message], attemptFinished);
  }

  @ConsumesTogether(VerificationProgressed)
  onVerificationProgressed(messages: readonly VerificationProgressed[], work: UnitOfWork): Promise<void> {
    return this.workflow.apply(work, messages, verificationProgressed);
  }

  @Consumes(VerificationFinished)
  onVerificationFinished(message: VerificationFinished, work: UnitOfWork): Promise<void> {
    return this.workflow.apply(work, [message], verificationFinished);
  }

  @Consumes(MergePrepared)
  onMergePrepared(message: MergePrepared, work: UnitOfWork): Promise<void> {
    return this.workflow.apply(work, [message], mergePrepared);
  }

  @Consumes(MergeConflicted)
  onMergeConflicted(message: MergeConflicted, work: UnitOfWork): Promise<void> {
    return this.workflow.apply(work, [message], mergeConflicted);
  }

  @Consumes(MergeCommitted)
  onMergeCommitted(message: MergeCommitted, work: UnitOfWork): Promise<void> {
    return this.workflow.apply(work, [message], mergeCommitted);
  }

  @Consumes(MergeFailed)
  onMergeFailed(message: MergeFailed, work: UnitOfWork): Promise<void> {
    return this.workflow.apply(work, [message], mergeFailed);
  }

  @Consumes(BranchPublished)
  onBranchPublished(message: BranchPublished, work: UnitOfWork): Promise<void> {
    return this.workflow.apply(work, [message], branchPublished);
  }

  @Consumes(BranchRefused)
  onBranchRefused(message: BranchRefused, work: UnitOfWork): Promise<void> {
    return this.workflow.apply(work, [message], branchRefused);
  }
}
