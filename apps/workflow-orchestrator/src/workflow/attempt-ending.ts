import type { Attempt } from '../runs/attempt.entity.js';
import type { Task } from '../runs/task.entity.js';
import { about, type Current } from './current.js';
import { endCancelledRun, failRun } from './ending.js';
import type { RunChange } from './run-change.js';
import { startReadyTasks } from './scheduling.js';
import { giveUp, waitForPerson } from './waiting-for-person.js';

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
    task.feedback = feedback;
    return exhausted(change, task, `${stop}; the last one: ${reason}`);
  }
  task.feedback = feedback;
  change.moveTask(task, 'ready');
  task.deadline = change.deadline;
  startReadyTasks(change);
}

/** Another try would be the same again, as far as a machine can know: it ends here, or a person knows more. */
function exhausted(change: RunChange, task: Task, reason: string): void {
  if (change.run.approvals.onExhausted === 'fail') return giveUp(change, task, reason);
  task.reason = reason;
  waitForPerson(change, task, 'exhausted', `${task.plan.title} waits for a decision: ${reason}`);
  startReadyTasks(change);
}

/** No attempts left, or the same findings twice in a row: another try would be the same again. */
function reasonToStop(change: RunChange, task: Task, attempt: Attempt): string | undefined {
  const first = task.retriedAfter + 1;
  const tries = attempt.number - task.retriedAfter;
  const before = attempt.number > first ? change.attempt(task.id, attempt.number - 1) : undefined;
  const same = (a: readonly string[], b: readonly string[]) => a.length > 0 && a.join() === b.join();
  if (before !== undefined && same(attempt.fingerprints, before.fingerprints))
    return 'two attempts ended with the same findings';
  if (tries >= change.run.limits.maxAttempts) return `all ${String(tries)} attempts failed`;
  return undefined;
}
