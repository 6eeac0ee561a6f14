import type {
  FencedMessage,
  TaskAttemptFinished,
  TaskAttemptProgressed,
  TaskAttemptStarted,
} from '@throughline/contracts';
import type { Attempt } from '../runs/attempt.entity.js';
import type { Task } from '../runs/task.entity.js';
import { endCancelledRun, failRun } from './ending.js';
import type { RunChange } from './run-change.js';
import { about, startReadyTasks } from './scheduling.js';
import { addUsage } from './usage.js';
import { requestVerification } from './verification.js';

export interface Current {
  readonly task: Task;
  readonly attempt: Attempt;
}

/**
 * The task and attempt that a message speaks for, or undefined when it is stale: of an attempt that is not
 * the newest, or of a lease that has been taken over. Raises the known epoch.
 */
export function currentOf<Self>(change: RunChange, message: FencedMessage<Self>): Current | undefined {
  const task = change.task(message.taskId);
  if (task === undefined || task.attempt !== message.attempt) return undefined;
  const attempt = change.currentAttempt(task);
  if (attempt === undefined || message.epoch < attempt.epoch) return undefined;
  attempt.epoch = message.epoch;
  return { task, attempt };
}

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
  change.note('progress', 'running', message.note, about(current.attempt));
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
