import {
  type TreeId,
  type VerificationFinished,
  type VerificationProgressed,
  type VerificationPurpose,
  VerificationRun,
} from '@throughline/contracts';
import type { Attempt } from '../runs/attempt.entity.js';
import type { Task } from '../runs/task.entity.js';
import { attemptFailed, cancelAttempt, type Current, currentOf } from './attempts.js';
import { enterMergeQueue, requestMergeCommit, startNextMerge } from './merging.js';
import type { RunChange } from './run-change.js';
import { about } from './scheduling.js';

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
      deadline: change.run.deadline.getTime(),
    }),
    about(attempt),
  );
}

export function verificationProgressed(change: RunChange, message: VerificationProgressed): void {
  const current = currentOf(change, message);
  if (current === undefined || !isAwaited(current, message.purpose)) return;
  change.renew(current.task);
  change.note('check', message.status, `${message.check}: ${message.status}`, about(current.attempt));
}

export function verificationFinished(change: RunChange, message: VerificationFinished): void {
  const current = currentOf(change, message);
  if (current === undefined || !isAwaited(current, message.purpose) || !isAwaitedTree(current, message))
    return;
  if (change.run.state === 'cancelling' || message.outcome === 'cancelled') {
    return cancelAttempt(change, current.task, current.attempt);
  }
  if (message.outcome === 'passed') return verified(change, current, message.purpose);
  const fresh = message.findings.filter((finding) => finding.isNew).map((finding) => finding.fingerprint);
  current.attempt.fingerprints = [...new Set(fresh)].sort();
  const state = message.outcome === 'failed' ? 'rejected' : 'failed';
  attemptFailed(change, current, state, message.reason, message.feedback);
  startNextMerge(change);
}

function verified(change: RunChange, current: Current, purpose: VerificationPurpose): void {
  if (purpose === 'merge') return requestMergeCommit(change, current);
  change.moveAttempt(current.attempt, 'passed');
  change.note('attempt', 'passed', 'All checks pass.', about(current.attempt));
  enterMergeQueue(change, current);
}

const isAwaited = ({ task }: Current, purpose: VerificationPurpose): boolean =>
  task.state === (purpose === 'attempt' ? 'verifying' : 'merging');

const isAwaitedTree = ({ task, attempt }: Current, message: VerificationFinished): boolean =>
  message.tree === (message.purpose === 'attempt' ? attempt.tree : task.mergeTree);
