import type { RunChange } from './run-change.js';
import { isActiveTask } from './transitions.js';

/** Nothing in the run can go on but by a person: its time limit does not count that. */
export function isStandingStill({ run, tasks }: Pick<RunChange, 'run' | 'tasks'>): boolean {
  if (run.state === 'paused' || run.state === 'awaiting_approval') return true;
  return (
    run.state === 'running' &&
    tasks.some((task) => task.state === 'waiting_for_human') &&
    !tasks.some((task) => isActiveTask(task.state) || task.state === 'ready')
  );
}

/** Stops the run's clock, or lets it go on and moves its time limit by as long as it stood. After every rule. */
export function keepClock(change: RunChange): void {
  const { run, now } = change;
  const isStill = isStandingStill(change);
  if (isStill) run.clockStoppedAt ??= now;
  else if (run.clockStoppedAt !== null) {
    run.deadline = change.deadline;
    run.clockStoppedAt = null;
  }
}
