import type { TaskAttemptFinished, TaskAttemptProgressed, TaskAttemptStarted } from '@throughline/contracts';
import { attemptFailed, cancelAttempt } from './attempt-ending.js';
import { about, currentOf } from './current.js';
import { requestVerification } from './requests.js';
import type { RunChange } from './run-change.js';
import { failWithoutBudget } from './scheduling.js';
import { addUsage, costSoFar, isAtOwnLimit } from './usage.js';

export function attemptStarted(change: RunChange, message: TaskAttemptStarted): void {
  const current = currentOf(change, message);
  if (current?.task.state !== 'running') return;
  change.renew(current.task);
  const again = message.epoch > 1 ? ` (taken over, lease ${String(message.epoch)})` : '';
  change.note('attempt', 'started', `The agent works${again}.`, about(current.attempt));
}

export function attemptProgressed(change: RunChange, message: TaskAttemptProgressed): void {
  const current = currentOf(change, message);
  if (current?.task.state !== 'running') return;
  change.renew(current.task);
  current.attempt.turns = message.turn;
  current.attempt.usedTokens = Math.max(current.attempt.usedTokens, message.usedTokens ?? 0);
  current.attempt.usedCostUsd = costSoFar(current.attempt.usedCostUsd, message.usedCostUsd);
  change.note('progress', 'running', message.note, about(current.attempt));
  // Attempts know their own limit; only here is it known what several use together.
  if (!isAtOwnLimit(current.attempt)) failWithoutBudget(change);
}

export function attemptFinished(change: RunChange, message: TaskAttemptFinished): void {
  const current = currentOf(change, message);
  if (current?.attempt.state !== 'running') return;
  const { task, attempt } = current;
  addUsage(change.run, message.usage);
  attempt.turns = message.turns;
  attempt.commit = message.commit;
  attempt.tree = message.tree;
  if (change.run.state === 'cancelling' || message.outcome === 'cancelled')
    return cancelAttempt(change, task, attempt);
  if (message.outcome === 'failed' || message.tree === null || message.commit === null) {
    const reason = message.reason ?? 'the agent gave no result';
    return attemptFailed(change, current, 'failed', reason, reason);
  }
  change.moveAttempt(attempt, 'finished');
  change.moveTask(task, 'verifying');
  change.note('attempt', 'finished', message.summary, about(attempt));
  requestVerification(change, task, attempt, 'attempt', message.tree);
}
