import {
  type VerificationFinished,
  type VerificationProgressed,
  type VerificationPurpose,
} from '@throughline/contracts';
import { attemptFailed, cancelAttempt } from './attempt-ending.js';
import { about, type Current, currentOf } from './current.js';
import { enterMergeQueue, startNextMerge } from './merge-queue.js';
import { passedChecks } from './passed-checks.js';
import { requestMergeCommit } from './requests.js';
import type { RunChange } from './run-change.js';
import { startReadyTasks } from './scheduling.js';
import { needsApproval, waitForPerson } from './waiting-for-person.js';

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
  if (message.outcome === 'passed') return verified(change, current, message);
  const fresh = message.findings.filter((finding) => finding.isNew).map((finding) => finding.fingerprint);
  current.attempt.fingerprints = [...new Set(fresh)].sort();
  const state = message.outcome === 'failed' ? 'rejected' : 'failed';
  attemptFailed(change, current, state, message.reason, message.feedback);
  startNextMerge(change);
}

function verified(change: RunChange, current: Current, message: VerificationFinished): void {
  if (message.purpose === 'merge') return requestMergeCommit(change, current);
  change.moveAttempt(current.attempt, 'passed');
  change.note('attempt', 'passed', passedChecks(message), about(current.attempt));
  if (needsApproval(change, current.task)) {
    waitForPerson(change, current.task, 'approval', `${current.task.plan.title} waits for approval.`);
    return startReadyTasks(change);
  }
  enterMergeQueue(change, current);
}

const isAwaited = ({ task }: Current, purpose: VerificationPurpose): boolean =>
  task.state === (purpose === 'attempt' ? 'verifying' : 'merging');

const isAwaitedTree = ({ task, attempt }: Current, message: VerificationFinished): boolean =>
  message.tree === (message.purpose === 'attempt' ? attempt.tree : task.mergeTree);
