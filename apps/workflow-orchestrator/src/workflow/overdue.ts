import type { Task } from '../runs/task.entity.js';
import { attemptFailed } from './attempt-ending.js';
import { about } from './current.js';
import { failRun, forceCancelled } from './ending.js';
import { startNextMerge } from './merge-queue.js';
import {
  requestAttempt,
  requestBranch,
  requestMergeCommit,
  requestMergePrepare,
  requestPlan,
  requestVerification,
} from './requests.js';
import type { RunChange } from './run-change.js';
import { startReadyTasks } from './scheduling.js';
import { isFinalRun } from './transitions.js';

/** What the reconciler does about a run of which something is overdue. Asking again is safe: owners know what they did. */
export function actOnOverdue(change: RunChange): void {
  const { run, now } = change;
  if (isFinalRun(run.state)) return;
  if (run.deadline <= now && run.state !== 'cancelling') {
    return failRun(change, `the run's time limit of ${String(run.limits.runTimeoutMs / 1000)} s is up`);
  }
  if (run.stepDeadline !== null && run.stepDeadline <= now) repeatStep(change);
  for (const task of change.unfinishedTasks()) {
    if (isFinalRun(change.run.state)) return;
    if (task.deadline === null || task.deadline <= now) repeatTask(change, task);
  }
}

function repeatStep(change: RunChange): void {
  if (change.run.state === 'cancelling') return forceCancelled(change);
  change.run.stepDeadline = change.within(change.patience.stepMs);
  if (change.run.state === 'planning') return requestPlan(change);
  if (change.tasks.length > 0 && change.tasks.every((task) => task.state === 'done')) requestBranch(change);
}

function repeatTask(change: RunChange, task: Task): void {
  change.renew(task);
  const attempt = change.currentAttempt(task);
  if (attempt === undefined || task.state === 'pending' || task.state === 'ready')
    return startReadyTasks(change);
  const current = { task, attempt };
  if (
    task.state === 'running' &&
    attempt.deadline.getTime() + change.patience.graceMs <= change.now.getTime()
  ) {
    return attemptFailed(
      change,
      current,
      'abandoned',
      'nothing was heard of the attempt until its time was up',
      'The attempt before ran out of time.',
    );
  }
  change.note('task', task.state, `Nothing was heard of ${task.id}: asked again.`, about(attempt));
  if (task.state === 'running') return requestAttempt(change, task, attempt);
  if (task.state === 'verifying' && attempt.tree !== null)
    return requestVerification(change, task, attempt, 'attempt', attempt.tree);
  if (task.state === 'merging') repeatMerge(change, task);
}

function repeatMerge(change: RunChange, task: Task): void {
  const attempt = change.currentAttempt(task);
  if (attempt === undefined) return;
  if (change.run.mergingTask !== task.id) return startNextMerge(change);
  const current = { task, attempt };
  if (task.mergeTree === null) return requestMergePrepare(change, current);
  if (task.mergeTree === attempt.tree) return requestMergeCommit(change, current);
  requestVerification(change, task, attempt, 'merge', task.mergeTree);
}
