import {
  BranchPublish,
  MergeCommit,
  MergePrepare,
  PlanCreate,
  type RunLimits,
  TaskRun,
  type TreeId,
  type VerificationPurpose,
  VerificationRun,
} from '@throughline/contracts';
import type { Attempt } from '../runs/attempt.entity.js';
import type { Task } from '../runs/task.entity.js';
import { about, type Current } from './current.js';
import type { RunChange } from './run-change.js';

// What is asked of the other services. Asking twice is safe: each of them knows what it has done.

export function requestPlan(change: RunChange): void {
  const { id, goal, repository, model, checks, limits, continues } = change.run;
  const message = { runId: id, goal, repository, model, checks, limits, deadline: change.deadline.getTime() };
  change.publish(new PlanCreate(continues === null ? message : { ...message, tasks: [...continues.tasks] }));
}

export function requestAttempt(change: RunChange, task: Task, attempt: Attempt): void {
  const { id, goal, repository, model, checks, limits } = change.run;
  const message = new TaskRun({
    runId: id,
    taskId: task.id,
    attempt: attempt.number,
    goal,
    task: task.plan,
    repository,
    model,
    checks,
    feedback: task.feedback,
    limits: leftOf(limits, attempt),
    deadline: attempt.deadline.getTime(),
  });
  change.publish(message, about(attempt));
}

/** What the attempt may use of what the run may. */
const leftOf = (limits: RunLimits, { tokenLimit, costLimitUsd }: Attempt): RunLimits => ({
  ...limits,
  maxTokens: tokenLimit,
  ...(costLimitUsd === null ? {} : { maxCostUsd: costLimitUsd }),
});

/** Asks for the checks of the task on a tree. */
export function requestVerification(
  change: RunChange,
  task: Task,
  attempt: Attempt,
  purpose: VerificationPurpose,
  tree: TreeId,
): void {
  const { id, repository, checks, limits } = change.run;
  const chosen = checks.filter((check) => task.plan.checks.includes(check.name));
  change.renew(task);
  change.publish(
    new VerificationRun({
      runId: id,
      taskId: task.id,
      attempt: attempt.number,
      epoch: Math.max(1, attempt.epoch),
      purpose,
      tree,
      repository,
      // What is merged must pass all checks, whichever the plan chose for the task.
      checks: purpose === 'merge' || chosen.length === 0 ? checks : chosen,
      limits,
      deadline: change.deadline.getTime(),
    }),
    about(attempt),
  );
}

export function requestMergePrepare(change: RunChange, { task, attempt }: Current): void {
  if (attempt.commit === null) return;
  change.renew(task);
  const { id: runId, repository } = change.run;
  const message = new MergePrepare({
    runId,
    taskId: task.id,
    ...fence({ task, attempt }),
    commit: attempt.commit,
    repository,
  });
  change.publish(message, about(attempt));
}

export function requestMergeCommit(change: RunChange, current: Current): void {
  const { task, attempt } = current;
  if (attempt.commit === null || task.mergeTree === null || task.mergeHead === null) return;
  change.renew(task);
  const message = new MergeCommit({
    runId: change.run.id,
    taskId: task.id,
    ...fence(current),
    commit: attempt.commit,
    tree: task.mergeTree,
    head: task.mergeHead,
    title: task.plan.title,
    repository: change.run.repository,
  });
  change.publish(message, about(attempt));
}

export const branchOf = (runId: string): string => `throughline/${runId}`;

export function requestBranch(change: RunChange): void {
  change.run.stepDeadline = change.within(change.patience.stepMs);
  const { id: runId, repository } = change.run;
  change.publish(new BranchPublish({ runId, branch: branchOf(runId), repository }));
}

const fence = ({ attempt }: Current) => ({ attempt: attempt.number, epoch: Math.max(1, attempt.epoch) });
