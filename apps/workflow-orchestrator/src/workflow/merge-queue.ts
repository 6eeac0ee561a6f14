import { about, type Current } from './current.js';
import { requestMergePrepare } from './requests.js';
import type { RunChange } from './run-change.js';

export function enterMergeQueue(change: RunChange, { task }: Current): void {
  change.moveTask(task, 'merging');
  task.mergePosition = Math.max(0, ...change.tasks.map((other) => other.mergePosition ?? 0)) + 1;
  task.mergeTree = null;
  task.mergeHead = null;
  change.renew(task);
  startNextMerge(change);
}

/** One merge at a time, in the order in which the tasks passed. */
export function startNextMerge(change: RunChange): void {
  if (change.run.mergingTask !== null || change.run.state !== 'running') return;
  const waiting = change.tasks.filter((task) => task.state === 'merging');
  const next = waiting.sort((a, b) => (a.mergePosition ?? 0) - (b.mergePosition ?? 0))[0];
  if (next === undefined) return;
  const attempt = change.currentAttempt(next);
  if (attempt === undefined) return;
  change.run.mergingTask = next.id;
  change.note('merge', 'preparing', `${next.plan.title} is being merged.`, about(attempt));
  requestMergePrepare(change, { task: next, attempt });
}
