import type { PlannedTask } from '../messages/parts.js';
import { duplicateIds, findCycle, unknownDependencies } from './plan-graph.js';

/** What a run lays down for its plan. */
export interface PlanRules {
  readonly maxTasks: number;
  /** Names of the run's checks. */
  readonly checks: readonly string[];
}

/** A plan travels in one message, next to other things: with as many tasks as may be, each has some 450 bytes. */
export const MAX_PLAN_BYTES = 220 * 1024;

/** All reasons why these tasks are no plan, as sentences; none where they are one. */
export function problemsOfPlan(tasks: readonly PlannedTask[], rules: PlanRules): string[] {
  return [
    ...sizeProblems(tasks, rules),
    ...checkProblems(tasks, rules),
    ...pathProblems(tasks),
    ...orderProblems(tasks),
  ];
}

function sizeProblems(tasks: readonly PlannedTask[], { maxTasks }: PlanRules): string[] {
  const bytes = Buffer.byteLength(JSON.stringify(tasks));
  return [
    ...(tasks.length === 0 ? ['a plan has at least one task'] : []),
    ...(tasks.length > maxTasks
      ? [`the plan has ${String(tasks.length)} tasks; at most ${String(maxTasks)} are allowed`]
      : []),
    ...(bytes > MAX_PLAN_BYTES
      ? [`the plan has ${String(bytes)} bytes; at most ${String(MAX_PLAN_BYTES)} are allowed`]
      : []),
  ];
}

function checkProblems(tasks: readonly PlannedTask[], { checks }: PlanRules): string[] {
  const known = checks.map((check) => JSON.stringify(check)).join(', ');
  return tasks.flatMap((task) =>
    task.checks
      .filter((check) => !checks.includes(check))
      .map(
        (check) =>
          `the task ${task.id} names the check ${JSON.stringify(check)}, which the run does not have; it has: ${known}`,
      ),
  );
}

function pathProblems(tasks: readonly PlannedTask[]): string[] {
  return tasks.flatMap((task) =>
    task.paths
      .filter((path) => path.startsWith('/') || path.split('/').includes('..'))
      .map(
        (path) =>
          `the task ${task.id} names the path ${JSON.stringify(path)}; paths are relative to the top of the repository`,
      ),
  );
}

function orderProblems(tasks: readonly PlannedTask[]): string[] {
  const twice = duplicateIds(tasks).map((id) => `more than one task has the id ${id}`);
  const unknown = unknownDependencies(tasks).map(
    ({ id, dependency }) => `the task ${id} depends on ${dependency}, which is not a task of the plan`,
  );
  if (twice.length > 0 || unknown.length > 0) return [...twice, ...unknown];
  const cycle = findCycle(tasks);
  return cycle === undefined ? [] : [`the dependencies form a cycle: ${cycle.join(' -> ')}`];
}
