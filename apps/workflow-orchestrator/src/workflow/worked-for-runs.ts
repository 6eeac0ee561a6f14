import {
  BranchPublish,
  MergeCommit,
  MergePrepare,
  PlanCreate,
  TaskRun,
  VerificationRun,
} from '@throughline/contracts';
import { queueOf } from '@throughline/messaging';

/** The queues of others in which the work of runs waits: while one is too long, no new run is taken in. */
export const WORKED_FOR_RUNS = [
  queueOf('plan-management', PlanCreate.messageType),
  queueOf('agent-runtime', TaskRun.messageType),
  queueOf('verification-feedback', VerificationRun.messageType),
  ...[MergePrepare, MergeCommit, BranchPublish].map(({ messageType }) =>
    queueOf('git-worktree', messageType),
  ),
];
