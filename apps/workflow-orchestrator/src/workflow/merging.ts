import {
  type BranchPublished,
  type BranchRefused,
  type MergeCommitted,
  type MergeConflicted,
  type MergeFailed,
  type MergePrepared,
} from '@throughline/contracts';
import { attemptFailed, cancelAttempt } from './attempt-ending.js';
import { about, type Current, currentOf } from './current.js';
import { endCancelledRun, failRun, succeedRun } from './ending.js';
import { startNextMerge } from './merge-queue.js';
import { requestBranch, requestMergeCommit, requestMergePrepare, requestVerification } from './requests.js';
import type { RunChange } from './run-change.js';
import { startReadyTasks } from './scheduling.js';
import { isFinalRun } from './transitions.js';

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

export function mergeConflicted(change: RunChange, message: MergeConflicted): void {
  const current = mergingOf(change, message);
  if (current === undefined) return;
  const reason = `it conflicts with what was merged before, in ${shown(message.files)}`;
  change.note('merge', 'conflicted', reason, about(current.attempt));
  if (change.run.state === 'cancelling') return cancelAttempt(change, current.task, current.attempt);
  attemptFailed(change, current, 'conflicted', reason, message.feedback);
  startNextMerge(change);
}

const MAX_FILES_SHOWN = 10;

function shown(files: readonly string[]): string {
  const more = files.length - MAX_FILES_SHOWN;
  const names = files.slice(0, MAX_FILES_SHOWN).map((file) => file.slice(0, 200).toWellFormed());
  return more > 0 ? `${names.join(', ')} and ${String(more)} more` : names.join(', ');
}

export function mergeFailed(change: RunChange, message: MergeFailed): void {
  const current = mergingOf(change, message);
  if (current === undefined) return;
  if (change.run.state === 'cancelling') return cancelAttempt(change, current.task, current.attempt);
  // Somebody else moved the head since the merge was prepared: prepare it again.
  if (message.failure === 'head_moved') return prepareAgain(change, current);
  attemptFailed(change, current, 'failed', `the merge failed: ${message.reason}`, message.reason);
  startNextMerge(change);
}

function prepareAgain(change: RunChange, current: Current): void {
  current.task.mergeTree = null;
  current.task.mergeHead = null;
  requestMergePrepare(change, current);
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
  if (change.run.state === 'running' && change.allDone()) requestBranch(change);
}

export function branchPublished(change: RunChange, message: BranchPublished): void {
  if (isFinalRun(change.run.state)) return;
  change.run.branch = message.branch;
  change.run.commit = message.commit;
  change.note('branch', 'published', `Branch ${message.branch} at ${message.commit.slice(0, 12)}.`);
  if (change.run.state === 'cancelling') return endCancelledRun(change);
  succeedRun(change);
}

export function branchRefused(change: RunChange, message: BranchRefused): void {
  if (change.run.state === 'cancelling') return endCancelledRun(change);
  if (change.run.state !== 'running') return;
  change.note('branch', 'refused', message.reason);
  failRun(change, `the branch could not be written: ${message.reason}`);
}

type MergeAnswer = MergePrepared | MergeConflicted | MergeFailed | MergeCommitted;

function mergingOf(change: RunChange, message: MergeAnswer): Current | undefined {
  const current = currentOf<MergeAnswer>(change, message);
  return current?.task.state === 'merging' && change.run.mergingTask === message.taskId ? current : undefined;
}
