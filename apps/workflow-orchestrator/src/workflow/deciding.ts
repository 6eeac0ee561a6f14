import { type Decide, InvalidInputError, RunStateChanged, type TaskId } from '@throughline/contracts';
import type { PersonDecision } from '../runs/people.js';
import type { Task } from '../runs/task.entity.js';
import { attemptFailed } from './attempt-ending.js';
import { about } from './current.js';
import { failRun } from './ending.js';
import { enterMergeQueue } from './merge-queue.js';
import { DecisionOutdatedError, NothingToDecideError, TaskNotFoundError } from './people.errors.js';
import { said } from './remarks.js';
import type { RunChange } from './run-change.js';
import { startReadyTasks } from './scheduling.js';
import { giveUp } from './waiting-for-person.js';

/** A person approves or rejects the plan, or a task's result. The same decision again changes nothing. */
export function decide(change: RunChange, decision: Decide): void {
  const { planVersion, task, attempt } = decision;
  if (planVersion !== undefined && task === undefined && attempt === undefined)
    return decidePlan(change, decision, planVersion);
  if (planVersion === undefined && task !== undefined && attempt !== undefined)
    return decideTask(change, decision, task, attempt);
  throw new InvalidInputError('a decision is about planVersion, or about task and attempt, and never both');
}

/** The plan is there, and waits for a person. */
export function awaitPlanApproval(change: RunChange): void {
  const { run, now } = change;
  change.moveRun('awaiting_approval');
  run.stepDeadline = new Date(now.getTime() + run.approvals.timeoutMs);
  change.publish(new RunStateChanged({ runId: run.id, from: 'planning', to: 'awaiting_approval' }));
  const until = run.stepDeadline.toISOString();
  change.note(
    'approval',
    'waiting',
    `Version ${String(run.planVersion)} of the plan waits for approval until ${until}.`,
  );
}

/** Nobody has decided in time. */
export function endPlanApproval(change: RunChange): void {
  const until = (change.run.stepDeadline ?? change.now).toISOString();
  failRun(change, `nobody approved the plan until ${until}`);
}

function decidePlan(change: RunChange, decide: Decide, version: number): void {
  const { run } = change;
  if (isKnown(run.planDecision, decide, version)) return;
  if (run.state !== 'awaiting_approval') throw new NothingToDecideError(run.id, 'the plan', run.state);
  if (run.planVersion !== version)
    throw new DecisionOutdatedError(
      run.id,
      `version ${String(version)} of the plan`,
      `version ${String(run.planVersion)}`,
    );
  run.planDecision = { decision: decide.decision, of: version };
  const what = `Version ${String(version)} of the plan`;
  if (decide.decision === 'reject') {
    const text = said(`${what} is rejected`, decide);
    change.note('approval', 'rejected', text);
    return failRun(change, text);
  }
  change.note('approval', 'approved', said(`${what} is approved`, decide));
  change.moveRun('running');
  run.stepDeadline = null;
  change.publish(new RunStateChanged({ runId: run.id, from: 'awaiting_approval', to: 'running' }));
  change.note('run', 'running', 'The tasks are being done.');
  startReadyTasks(change);
}

function decideTask(change: RunChange, decide: Decide, id: TaskId, number: number): void {
  const { run } = change;
  const task = change.task(id);
  if (task === undefined) throw new TaskNotFoundError(run.id, id);
  if (isKnown(task.personDecision, decide, number)) return;
  if (task.personWait === null) throw new NothingToDecideError(run.id, `the task ${id}`, task.state);
  if (task.attempt !== number)
    throw new DecisionOutdatedError(
      run.id,
      `attempt ${String(number)} at ${id}`,
      `attempt ${String(task.attempt)}`,
    );
  if (decide.decision === 'approve') return approveTask(change, decide, task);
  rejectTask(change, decide, task);
}

function approveTask(change: RunChange, decide: Decide, task: Task): void {
  const attempt = change.currentAttempt(task);
  if (attempt === undefined || task.personWait?.reason !== 'approval')
    throw new NothingToDecideError(
      change.run.id,
      `the task ${task.id}`,
      'out of attempts: retry or reject it',
    );
  settle(task, decide);
  change.note('approval', 'approved', said(`${task.plan.title} is approved`, decide), about(attempt));
  enterMergeQueue(change, { task, attempt });
}

/** What is rejected is tried again with the comment as feedback; a task that has failed too often is given up. */
function rejectTask(change: RunChange, decide: Decide, task: Task): void {
  const attempt = change.currentAttempt(task);
  const reason = said('rejected', decide);
  const isExhausted = task.personWait?.reason === 'exhausted';
  settle(task, decide);
  change.note('approval', 'rejected', said(`${task.plan.title} is rejected`, decide), {
    taskId: task.id,
    attempt: task.attempt,
  });
  if (isExhausted || attempt === undefined)
    return giveUp(change, task, task.reason === null ? reason : `${reason}; ${task.reason}`);
  attemptFailed(
    change,
    { task, attempt },
    'rejected',
    reason,
    decide.comment ?? 'A person has looked at it and rejected it.',
  );
}

function settle(task: Task, { decision }: Decide): void {
  task.personDecision = { decision, of: task.attempt };
}

const isKnown = (known: PersonDecision | null, { decision }: Decide, of: number): boolean =>
  known?.decision === decision && known.of === of;
