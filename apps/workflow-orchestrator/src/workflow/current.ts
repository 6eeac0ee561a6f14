import type { FencedMessage } from '@throughline/contracts';
import type { Attempt } from '../runs/attempt.entity.js';
import type { Task } from '../runs/task.entity.js';
import type { RunChange } from './run-change.js';

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

/** What an event or a message is about. */
export const about = (attempt: Attempt) => ({ taskId: attempt.taskId, attempt: attempt.number });
