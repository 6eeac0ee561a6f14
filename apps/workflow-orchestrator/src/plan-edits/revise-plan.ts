import { isDeepStrictEqual } from 'node:util';
import {
  type PlanEdit,
  type PlannedTask,
  PlanRevise,
  problemsOfPlan,
  type TaskId,
  topologicalOrder,
} from '@throughline/contracts';
import type { Task } from '../runs/task.entity.js';
import { newTask } from '../workflow/planning.js';
import { named } from '../workflow/remarks.js';
import { requestBranch } from '../workflow/requests.js';
import type { RunChange } from '../workflow/run-change.js';
import { startReadyTasks } from '../workflow/scheduling.js';
import { isFinalTask } from '../workflow/transitions.js';
import { editedPlan, partsOf, problemsOfEdit, touchedTasks } from './edited-plan.js';
import { PlanEditRefusedError, PlanVersionConflictError, TaskStartedError } from './plan-edit.errors.js';
import { checkEditable, planVersionOf } from './plan-version.js';

/** Each version is kept; nobody edits one plan that often by hand. */
export const MAX_PLAN_VERSIONS = 100;

export interface EditRequest {
  /** The version that the person has seen. */
  readonly version: number;
  readonly edit: PlanEdit;
  /** By which the same request is known when it comes again. */
  readonly digest: string;
  readonly maxTasks: number;
}

/**
 * A person's edit of the plan: all of it, or an error and nothing.
 * @throws {PlanNotEditableError | PlanVersionConflictError | TaskStartedError | PlanEditRefusedError}
 */
export function revisePlan(change: RunChange, request: EditRequest): void {
  const { run } = change;
  checkEditable(change);
  const version = planVersionOf(change);
  if (request.version !== version) throw new PlanVersionConflictError(run.id, request.version, version);
  const started = startedTasks(change, touchedTasks(request.edit));
  if (started.length > 0) throw new TaskStartedError(run.id, started);
  const plan = judgedPlan(change, request);
  takeOver(change, plan);
  run.planVersion = version + 1;
  run.planEdit = {
    digest: request.digest,
    revisedAt: change.now.getTime(),
    reason: request.edit.reason ?? null,
  };
  tell(change, request.edit);
  goOn(change);
}

/** Nobody has begun with it: not now, and not before. */
const isUntouched = (task: Task): boolean => task.attempt === 0 && !isFinalTask(task.state);

const startedTasks = (change: RunChange, ids: readonly TaskId[]): TaskId[] =>
  ids.filter((id) => {
    const task = change.task(id);
    return task !== undefined && !isUntouched(task);
  });

/** The plan after the edit, in an order in which it can be done. */
function judgedPlan({ run, tasks }: RunChange, { edit, maxTasks }: EditRequest): PlannedTask[] {
  const before = tasks.map((task) => task.plan);
  const after = editedPlan(before, edit);
  const rules = { maxTasks, checks: run.checks.map(({ name }) => name) };
  const reasons = [
    ...(run.planVersion >= MAX_PLAN_VERSIONS ? [`it has ${String(MAX_PLAN_VERSIONS)} versions already`] : []),
    ...problemsOfEdit(before, edit),
    ...problemsOfPlan(after, rules),
  ];
  if (reasons.length === 0 && isDeepStrictEqual(before, after)) reasons.push('nothing would be different');
  if (reasons.length > 0) throw new PlanEditRefusedError(run.id, reasons);
  return topologicalOrder(after);
}

function takeOver(change: RunChange, plan: readonly PlannedTask[]): void {
  const kept = new Set(plan.map(({ id }) => id));
  for (const task of change.tasks.filter(({ id }) => !kept.has(id))) change.removeTask(task);
  for (const [position, planned] of plan.entries()) {
    const task = change.task(planned.id);
    if (task === undefined) change.tasks.push(newTask(change, planned, position));
    else replan(change, task, planned, position);
  }
  change.tasks.sort((a, b) => a.position - b.position);
}

function replan(change: RunChange, task: Task, planned: PlannedTask, position: number): void {
  task.position = position;
  if (isDeepStrictEqual(task.plan, planned)) return;
  task.plan = planned;
  // Whether it may start is asked again: it may depend on others now.
  if (task.state === 'ready') change.moveTask(task, 'pending');
}

function tell(change: RunChange, edit: PlanEdit): void {
  const { run, tasks, now } = change;
  const reason = edit.reason ?? null;
  const why = reason === null ? '' : ` (${reason})`;
  change.note('plan', 'revised', `Version ${String(run.planVersion)} of the plan: ${inWords(edit)}${why}.`);
  change.publish(
    new PlanRevise({
      runId: run.id,
      planVersion: run.planVersion,
      tasks: tasks.map((task) => task.plan),
      reason,
      revisedAt: now.getTime(),
    }),
  );
}

function inWords(edit: PlanEdit): string {
  const { add, change, remove } = partsOf(edit);
  const parts = [
    { what: 'added', ids: add.map(({ id }) => id) },
    { what: 'changed', ids: change.map(({ id }) => id) },
    { what: 'removed', ids: remove },
  ];
  return parts.flatMap(({ what, ids }) => (ids.length === 0 ? [] : [`${what} ${named(ids)}`])).join('; ');
}

/** New tasks may start; and where the last unfinished one was taken away, the work is done. */
function goOn(change: RunChange): void {
  if (change.run.state !== 'running') return;
  startReadyTasks(change);
  if (change.tasks.every((task) => task.state === 'done')) requestBranch(change);
}
