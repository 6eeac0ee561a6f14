import type { TaskId } from '@throughline/contracts';
import type { Task } from '../runs/task.entity.js';
import type { RunChange } from './run-change.js';

// A task holds a slot of the platform and one of its repository from its start until nobody works for it any more.

/** Ready tasks that the run's own limit lets start now, in the order of the plan. */
export function wantedTasks(change: RunChange): Task[] {
  const { run, tasks } = change;
  if (run.state !== 'running') return [];
  const room = Math.max(0, run.limits.maxParallelTasks - change.activeTasks().length);
  return tasks.filter((task) => task.state === 'ready').slice(0, room);
}

/** Tasks that held slots before the change and need them no longer. */
export function freedTasks(change: RunChange): TaskId[] {
  const active = new Set(change.activeTasks().map(({ id }) => id));
  return [...change.activeBefore].filter((id) => !active.has(id));
}

/**
 * Writes down how many tasks wait for a slot, and since when: the run's place in the line. Who has just been given
 * one waits anew, so that runs take turns.
 */
export function waitForSlots(change: RunChange, count: number, given: number): void {
  const { run, now } = change;
  if (count > 0 && run.slotsWanted === 0) {
    const waiting = count === 1 ? 'A task waits' : `${String(count)} tasks wait`;
    change.note('run', 'waiting', `${waiting} for a slot: others are being worked on.`);
  }
  const since = given > 0 ? now : (run.slotsWantedSince ?? now);
  run.slotsWantedSince = count === 0 ? null : since;
  run.slotsWanted = count;
}
