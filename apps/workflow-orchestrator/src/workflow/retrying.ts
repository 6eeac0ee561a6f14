import type { RetryTask, TaskId } from '@throughline/contracts';
import type { Task } from '../runs/task.entity.js';
import { TaskNotFoundError, TaskNotRetryableError } from './people.errors.js';
import { said } from './remarks.js';
import type { RunChange } from './run-change.js';
import { startReadyTasks } from './scheduling.js';

const MAX_FEEDBACK = 60_000;

/** A task that waits for a person is tried anew, with all its attempts. The same wish again changes nothing. */
export function retryTask(change: RunChange, id: TaskId, wish: RetryTask): void {
  const { run } = change;
  const task = change.task(id);
  if (task === undefined) throw new TaskNotFoundError(run.id, id);
  if (wish.attempt !== undefined && task.retriedAfter === wish.attempt) return;
  const isOfNewest = wish.attempt === undefined || wish.attempt === task.attempt;
  if (task.state !== 'waiting_for_human' || !isOfNewest)
    throw new TaskNotRetryableError(run.id, id, task.state, run.state);
  tryAnew(change, task, wish);
}

function tryAnew(change: RunChange, task: Task, wish: RetryTask): void {
  const attempt = change.currentAttempt(task);
  if (attempt !== undefined && attempt.endedAt === null) {
    attempt.reason = said('tried again', wish);
    change.moveAttempt(attempt, 'rejected');
  }
  task.feedback = feedbackOf(task, wish);
  task.retriedAfter = task.attempt;
  task.reason = null;
  change.moveTask(task, 'ready');
  task.deadline = change.deadline;
  change.note('approval', 'retried', said(`${task.plan.title} is tried again`, wish), {
    taskId: task.id,
    attempt: task.attempt,
  });
  startReadyTasks(change);
}

/** What a person says comes first. */
export const feedbackOf = ({ feedback }: Pick<Task, 'feedback'>, { comment }: RetryTask): string | null =>
  comment === undefined
    ? feedback
    : [comment, ...(feedback === null ? [] : [feedback])].join('\n\n').slice(0, MAX_FEEDBACK).toWellFormed();
