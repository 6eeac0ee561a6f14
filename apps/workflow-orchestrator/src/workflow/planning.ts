import { type PlanFailed, type PlannedTask, type PlanReady } from '@throughline/contracts';
import { Task } from '../runs/task.entity.js';
import { awaitPlanApproval } from './deciding.js';
import { endCancelledRun, failRun } from './ending.js';
import { named } from './remarks.js';
import { requestPlan } from './requests.js';
import type { RunChange } from './run-change.js';
import { startReadyTasks } from './scheduling.js';
import { addUsage } from './usage.js';

/** An accepted run asks for its plan. */
export function startPlanning(change: RunChange): void {
  change.moveRun('planning');
  change.run.stepDeadline = change.within(change.patience.stepMs);
  requestPlan(change);
  change.note('run', 'planning', 'The plan is being made.');
}

export function planReady(change: RunChange, message: PlanReady): void {
  if (!awaitsPlan(change)) return;
  addUsage(change.run, message.usage);
  if (change.run.state === 'cancelling') return endCancelledRun(change);
  change.tasks.push(...message.tasks.map((task, position) => newTask(change, task, position)));
  change.run.planVersion = message.planVersion;
  const titles = named(
    message.tasks.map((task) => task.title),
    ' · ',
  );
  change.note('plan', 'ready', `Plan with ${String(message.tasks.length)} tasks: ${titles}`);
  if (change.run.approvals.plan) return awaitPlanApproval(change);
  change.moveRun('running');
  change.run.stepDeadline = null;
  change.note('run', 'running', 'The tasks are being done.');
  startReadyTasks(change);
}

export function planFailed(change: RunChange, message: PlanFailed): void {
  if (!awaitsPlan(change)) return;
  addUsage(change.run, message.usage);
  if (change.run.state === 'cancelling') return endCancelledRun(change);
  change.note('plan', 'failed', `No plan: ${message.reason}`);
  failRun(change, `no plan could be made: ${message.reason}`);
}

/** Also while a run is cancelled that has no plan yet: what planning has used counts. */
const awaitsPlan = ({ run, tasks }: RunChange): boolean =>
  run.state === 'planning' || (run.state === 'cancelling' && tasks.length === 0);

export function newTask(change: RunChange, plan: PlannedTask, position: number): Task {
  const { run, now, deadline } = change;
  return Object.assign(new Task(), {
    runId: run.id,
    id: plan.id,
    position,
    plan,
    state: 'pending' as const,
    reason: null,
    attempt: 0,
    feedback: run.continues?.taskId === plan.id ? run.continues.feedback : null,
    mergePosition: null,
    mergeTree: null,
    mergeHead: null,
    personWait: null,
    personDecision: null,
    retriedAfter: 0,
    deadline,
    stateSince: now,
  });
}
