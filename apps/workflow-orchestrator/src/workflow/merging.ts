import {
  BranchPublish,
  type BranchPublished,
  type BranchRefused,
  type MergeCommitted,
  type MergeConflicted,
  type MergeFailed,
  type MergePrepared,
  MergeCommit,
  MergePrepare,
} from '@throughline/contracts';
import { attemptFailed, cancelAttempt, type Current, currentOf } from './attempts.js';
import { endCancelledRun, failRun, succeedRun } from './ending.js';
import type { RunChange } from './run-change.js';
import { about, startReadyTasks } from './scheduling.js';
import { requestVerification } from './verification.js';

export const branchOf = (runId: string): string => `throughline/${runId}`;

export function enterMergeQueue(change: RunChange, { task }: Current): void {
  change.moveTask(task, 'merging');
  task.mergePosition = Math.max(0, ...change.tasks.map((other) => other.mergePosition ?? 0)) + 1;
  task.mergeTree = null;
  task.mergeHead = null;
  change.renew(task);
  startNextMerge(change);
}

/** One merge at a time, in the order in which the tasks passed. */
export function startNextMerge(change: RunChange): void {
  if (change.run.mergingTask !== null || change.run.state !== 'running') return;
  const waiting = change.tasks.filter((task) => task.state === 'merging');
  const next = waiting.sort((a, b) => (a.mergePosition ?? 0) - (b.mergePosition ?? 0))[0];
  if (next === undefined) return;
  const attempt = change.currentAttempt(next);
  if (attempt === undefined) return;
  change.run.mergingTask = next.id;
  change.note('merge', 'preparing', `${next.plan.title} is being merged.`, about(attempt));
  requestMergePrepare(change, { task: next, attempt });
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

export function mergePrepared(change: RunChange, message: MergePrepared): void {
  const current = mergingOf(change, message);
  if (current === undefined || message.commit !== current.attempt.commit) return;
  current.task.mergeTree = message.tree;
  current.task.mergeHead = message.head;
  if (change.run.state === 'cancelling') return cancelAttempt(change, current.task, current.attempt);
  // The very tree that passed: there is nothing new to check.
  if (message.tree === current.attempt.tree && checksAll(change, current))
    return requestMergeCommit(change, current);
  change.note('merge', 'verifying', 'The merged tree is being checked.', about(current.attempt));
  requestVerification(change, current.task, current.attempt, 'merge', message.tree);
}

const checksAll = (change: RunChange, { task }: Current): boolean =>
  task.plan.checks.length === 0 || change.run.checks.every((check) => task.plan.checks.includes(check.name));

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

export function mergeConflicted(change: RunChange, message: MergeConflicted): void {
  const current = mergingOf(change, message);
  if (current === undefined) return;
  const reason = `it conflicts with what was merged before, in ${message.files.join(', ')}`;
  change.note('merge', 'conflicted', reason, about(current.attempt));
  if (change.run.state === 'cancelling') return cancelAttempt(change, current.task, current.attempt);
  attemptFailed(change, current, 'conflicted', reason, message.feedback);
  startNextMerge(change);
}

export function mergeFailed(change: RunChange, message: MergeFailed): void {
  const current = mergingOf(change, message);
  if (current === undefined) return;
  if (change.run.state === 'cancelling') return cancelAttempt(change, current.task, current.attempt);
  // Somebody else moved the head since the merge was prepared: prepare it again.
  if (message.failure === 'head_moved') return requestMergePrepare(change, current);
  attemptFailed(change, current, 'failed', `the merge failed: ${message.reason}`, message.reason);
  startNextMerge(change);
}

export function mergeCommitted(change: RunChange, message: MergeCommitted): void {
  const current = mergingOf(change, message);
  if (current === undefined) return;
  change.run.mergingTask = null;
  change.run.commit = message.head;
  change.moveTask(current.task, 'done');
  change.endAttempt(current.attempt);
  change.note('merge', 'merged', `${current.task.plan.title} is merged.`, about(current.attempt));
  if (change.run.state === 'cancelling') return endCancelledRun(change);
  startNextMerge(change);
  startReadyTasks(change);
  if (change.tasks.every((task) => task.state === 'done')) requestBranch(change);
}

export function requestBranch(change: RunChange): void {
  change.run.stepDeadline = change.within(change.patience.stepMs);
  const { id: runId, repository } = change.run;
  change.publish(new BranchPublish({ runId, branch: branchOf(runId), repository }));
}

export function branchPublished(change: RunChange, message: BranchPublished): void {
  if (change.run.state === 'cancelling') return endCancelledRun(change);
  if (change.run.state !== 'running') return;
  change.run.branch = message.branch;
  change.run.commit = message.commit;
  change.note('branch', 'published', `Branch ${message.branch} at ${message.commit.slice(0, 12)}.`);
  succeedRun(change);
}

export function branchRefused(change: RunChange, message: BranchRefused): void {
  if (change.run.state === 'cancelling') return endCancelledRun(change);
  if (change.run.state !== 'running') return;
  change.note('branch', 'refused', message.reason);
  failRun(change, `the branch could not be written: ${message.reason}`);
}

const fence = ({ attempt }: Current) => ({ attempt: attempt.number, epoch: Math.max(1, attempt.epoch) });

type MergeAnswer = MergePrepared | MergeConflicted | MergeFailed | MergeCommitted;

function mergingOf(change: RunChange, message: MergeAnswer): Current | undefined {
  const current = currentOf<MergeAnswer>(change, message);
  return current?.task.state === 'merging' && change.run.mergingTask === message.taskId ? current : undefined;
}
