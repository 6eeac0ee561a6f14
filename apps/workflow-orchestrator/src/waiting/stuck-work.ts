import type { Run } from '../runs/run.entity.js';
import type { Task } from '../runs/task.entity.js';
import { isFinalRun, isFinalTask } from '../workflow/transitions.js';

/** Looks of the reconciler that overdue work may wait for, before it counts as stuck. */
export const MISSED_LOOKS = 3;

/**
 * Whether nobody will ever look at it again: work without a deadline, or whose deadline has passed without anything
 * being done about it, although there was time for that.
 */
export const isStuck = (deadline: Date | null, now: Date, allowanceMs: number): boolean =>
  deadline === null || deadline.getTime() + allowanceMs < now.getTime();

/** The run's unfinished tasks that are stuck; must be none. */
export function stuckTasks(run: Run, tasks: readonly Task[], now: Date, allowanceMs: number): Task[] {
  if (isFinalRun(run.state)) return [];
  return tasks.filter((task) => !isFinalTask(task.state) && isStuck(task.deadline, now, allowanceMs));
}
