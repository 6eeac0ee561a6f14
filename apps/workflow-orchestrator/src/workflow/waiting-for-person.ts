import type { WaitingReason } from '@throughline/contracts';
import type { Task } from '../runs/task.entity.js';
import { failRun } from './ending.js';
import type { RunChange } from './run-change.js';

/** Whether a person must see the task's result before it is merged. */
export function needsApproval({ run }: RunChange, task: Task): boolean {
  const { tasks } = run.approvals;
  return tasks === 'all' || (tasks === 'marked' && task.plan.needsApproval === true);
}

/** The task stops until a person decides, at most as long as the run gives people. */
export function waitForPerson(change: RunChange, task: Task, reason: WaitingReason, text: string): void {
  const until = new Date(change.now.getTime() + change.run.approvals.timeoutMs);
  if (task.state !== 'waiting_for_human') change.moveTask(task, 'waiting_for_human');
  task.personWait = { reason, since: change.now.toISOString(), until: until.toISOString() };
  task.deadline = until;
  change.note('approval', reason === 'approval' ? 'waiting' : 'exhausted', text, {
    taskId: task.id,
    attempt: task.attempt,
  });
}

/** Nobody has decided in time. While the run is paused nobody has to. */
export function endWaiting(change: RunChange, task: Task): void {
  if (change.run.state === 'paused') return change.renew(task);
  const until = task.personWait?.until ?? change.now.toISOString();
  const what = task.personWait?.reason === 'exhausted' ? 'nobody decided how to go on' : 'nobody approved it';
  giveUp(change, task, `${what} until ${until}${task.reason === null ? '' : `; ${task.reason}`}`);
}

/** The task fails, and with it the run. */
export function giveUp(change: RunChange, task: Task, reason: string): void {
  const attempt = change.currentAttempt(task);
  if (attempt !== undefined && attempt.endedAt === null) {
    attempt.reason = reason;
    change.moveAttempt(attempt, 'failed');
  }
  task.reason = reason;
  change.moveTask(task, 'failed');
  failRun(change, `task ${task.id}: ${reason}`);
}
