import type { Attempt } from '../runs/attempt.entity.js';
import type { Task } from '../runs/task.entity.js';
import { about, type Current } from './current.js';
import { endCancelledRun, failRun } from './ending.js';
import type { RunChange } from './run-change.js';
import { startReadyTasks } from './scheduling.js';

export function cancelAttempt(change: RunChange, task: Task, attempt: Attempt): void {
  change.moveAttempt(attempt, 'cancelled');
  change.moveTask(task, 'cancelled');
  change.note('attempt', 'cancelled', 'The attempt was cancelled.', about(attempt));
  if (change.run.state === 'cancelling') return endCancelledRun(change);
  failRun(change, `task ${task.id} was cancelled`);
}

/** The attempt did not make it: another one with the feedback, or the end of the run. */
export function attemptFailed(
  change: RunChange,
  { task, attempt }: Current,
  state: 'failed' | 'rejected' | 'conflicted' | 'abandoned',
  reason: string,
  feedback: string,
): void {
  attempt.reason = reason;
  change.moveAttempt(attempt, state);
  change.note('attempt', state, reason, about(attempt));
  task.mergePosition = null;
  if (change.run.mergingTask === task.id) change.run.mergingTask = null;
  const stop = reasonToStop(change, task, attempt);
  if (stop !== undefined) {
    task.reason = `${stop}; the last one: ${reason}`;
    change.moveTask(task, 'failed');
    return failRun(change, `task ${task.id}: ${task.reason}`);
  }
  task.feedback = feedback;
  change.moveTask(task, 'ready');
  task.deadline = change.run.deadline;
  startReadyTasks(change);
}

/** No attempts left, or the same findings twice in a row: another try would be the same again. */
function reasonToStop(change: RunChange, task: Task, attempt: Attempt): string | undefined {
  const before = change.attempt(task.id, attempt.number - 1);
  const same = (a: readonly string[], b: readonly string[]) => a.length > 0 && a.join() === b.join();
  if (before !== undefined && same(attempt.fingerprints, before.fingerprints))
    return 'two attempts ended with the same findings';
  if (attempt.number >= change.run.limits.maxAttempts) return `all ${String(attempt.number)} attempts failed`;
  return undefined;
}
