import {
  PlanCancel,
  type RunState,
  RunFinished,
  RunStateChanged,
  TaskCancel,
  VerificationCancel,
  WorkspaceDiscard,
} from '@throughline/contracts';
import type { Task } from '../runs/task.entity.js';
import type { RunChange } from './run-change.js';
import { isFinalRun, isOver } from './transitions.js';
import { usageOf } from './usage.js';

/** What messages hold of a reason. */
const MAX_REASON = 4000;

type FinalState = 'succeeded' | 'failed' | 'cancelled';

export function succeedRun(change: RunChange): void {
  endRun(change, 'succeeded', null);
}

/** The run cannot reach its goal: everything under way is told to stop, nothing waits for it. */
export function failRun(change: RunChange, reason: string): void {
  if (isFinalRun(change.run.state) || change.run.state === 'cancelling') return;
  stopWork(change);
  for (const task of change.unfinishedTasks()) abandonTask(change, task, 'cancelled');
  endRun(change, 'failed', reason);
}

/** A person's wish: idle tasks end now, running ones when their workers say so. */
export function cancelRun(change: RunChange): void {
  if (isFinalRun(change.run.state) || change.run.state === 'cancelling') return;
  const from = change.run.state;
  change.moveRun('cancelling');
  change.run.stepDeadline = change.within(change.patience.graceMs);
  change.publish(new RunStateChanged({ runId: change.run.id, from, to: 'cancelling' }));
  change.note('run', 'cancelling', 'The run is being cancelled.');
  if (from === 'planning' || from === 'accepted') change.publish(new PlanCancel({ runId: change.run.id }));
  stopWork(change);
  for (const task of change.unfinishedTasks())
    if (isIdle(change, task)) abandonTask(change, task, 'cancelled');
  // The branch is being written: whether the person has it now is known with its answer.
  const isPublishing = from === 'running' && change.allDone();
  if (from !== 'planning' && !isPublishing) endCancelledRun(change);
}

/** Ends a cancelled run once nobody works for it any more. */
export function endCancelledRun(change: RunChange): void {
  if (change.run.state !== 'cancelling' || change.unfinishedTasks().length > 0) return;
  endRun(change, 'cancelled', 'cancelled');
}

/** The workers did not answer in time: the run ends without them. Their late results are stale. */
export function forceCancelled(change: RunChange): void {
  for (const task of change.unfinishedTasks()) abandonTask(change, task, 'abandoned');
  endCancelledRun(change);
}

/** Nobody works for the task: it waits for its turn, or for the merge of another. */
function isIdle(change: RunChange, task: Task): boolean {
  if (task.state === 'merging') return change.run.mergingTask !== task.id;
  return ['pending', 'ready', 'waiting_for_human'].includes(task.state);
}

function abandonTask(change: RunChange, task: Task, state: 'cancelled' | 'abandoned'): void {
  const attempt = change.currentAttempt(task);
  if (attempt !== undefined && attempt.endedAt === null) change.moveAttempt(attempt, state);
  change.moveTask(task, 'cancelled');
}

function stopWork(change: RunChange): void {
  for (const task of change.unfinishedTasks()) {
    const attempt = change.currentAttempt(task);
    if (attempt === undefined || (isOver(attempt.state) && task.state !== 'merging')) continue;
    const about = { runId: change.run.id, taskId: task.id, attempt: attempt.number };
    if (task.state === 'running') change.publish(new TaskCancel(about), about);
    if (task.state === 'verifying' || task.state === 'merging')
      change.publish(new VerificationCancel(about), about);
  }
}

function endRun(change: RunChange, state: FinalState, whole: string | null): void {
  const { run, now } = change;
  const reason = whole === null ? null : whole.slice(0, MAX_REASON).toWellFormed();
  const from: RunState = run.state;
  change.moveRun(state);
  run.reason = reason;
  run.finishedAt = now;
  run.stepDeadline = null;
  run.mergingTask = null;
  change.runEnded = true;
  change.publish(new RunStateChanged({ runId: run.id, from, to: state }));
  change.publish(new WorkspaceDiscard({ runId: run.id, taskId: null, attempt: null, wholeRun: true }));
  change.publish(
    new RunFinished({
      runId: run.id,
      state,
      reason,
      branch: run.branch,
      commit: run.commit,
      usage: usageOf(run),
      durationMs: now.getTime() - run.createdAt.getTime(),
    }),
  );
  change.note('run', state, reason ?? 'The run has succeeded.');
}
