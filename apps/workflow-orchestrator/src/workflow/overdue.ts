import { TaskCancel } from '@throughline/contracts';
import type { Task } from '../runs/task.entity.js';
import { attemptFailed } from './attempt-ending.js';
import { about, type Current } from './current.js';
import { endPlanApproval } from './deciding.js';
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
import { endWaiting } from './waiting-for-person.js';

/** What the reconciler does about a run of which something is overdue. Asking again is safe: owners know what they did. */
export function actOnOverdue(change: RunChange): void {
  const { run, now } = change;
  if (isFinalRun(run.state)) return;
  if (change.deadline <= now && run.state !== 'cancelling') {
    return failRun(
      change,
      `the run's time limit of ${String(run.limits.runTimeoutMs / 1000)} s is up${change.lost}`,
    );
  }
  if (run.stepDeadline !== null && run.stepDeadline <= now) repeatStep(change);
  // Nothing is asked for again while workers are being told to stop.
  if (run.state === 'cancelling') return;
  for (const task of change.unfinishedTasks()) {
    if (isFinalRun(change.run.state)) return;
    if (task.deadline === null || task.deadline <= now) repeatTask(change, task);
  }
}

function repeatStep(change: RunChange): void {
  if (change.run.state === 'cancelling') return forceCancelled(change);
  if (change.run.state === 'awaiting_approval') return endPlanApproval(change);
  change.run.stepDeadline = change.within(change.patience.stepMs);
  if (change.run.state === 'planning') return requestPlan(change);
  if (change.run.state === 'running' && change.allDone()) requestBranch(change);
}

function repeatTask(change: RunChange, task: Task): void {
  if (task.state === 'waiting_for_human') return endWaiting(change, task);
  change.renew(task);
  const attempt = change.currentAttempt(task);
  if (attempt === undefined || task.state === 'pending' || task.state === 'ready')
    return startReadyTasks(change);
  const current = { task, attempt };
  if (
    task.state === 'running' &&
    attempt.deadline.getTime() + change.patience.graceMs <= change.now.getTime()
  ) {
    return abandonAttempt(change, current);
  }
  change.note('task', task.state, `Nothing was heard of ${task.id}: asked again.`, about(attempt));
  if (task.state === 'running') return requestAttempt(change, task, attempt);
  if (task.state === 'verifying' && attempt.tree !== null)
    return requestVerification(change, task, attempt, 'attempt', attempt.tree);
  if (task.state === 'merging') repeatMerge(change, task);
}

/** Its worker may still be there and cannot be heard: it is told to stop, for what it does is for nothing now. */
function abandonAttempt(change: RunChange, current: Current): void {
  const { taskId, number } = current.attempt;
  change.publish(new TaskCancel({ runId: change.run.id, taskId, attempt: number }), about(current.attempt));
  const reason = `nothing was heard of the attempt until its time was up${change.lost}`;
  attemptFailed(change, current, 'abandoned', reason, 'The attempt before ran out of time.');
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
