import type { PlanDifference, PlanHistory, PlannedTask, PlanVersion, PlanView } from '@throughline/contracts';
import { oneLine, tableText } from '../terminal/table.js';

/** A plan for people: its tasks in an order in which they can be done. */
export function planLines({ version, createdAt, reason, tasks }: PlanView): string[] {
  const rows = tasks.map((task) => [task.id, task.dependsOn.join(', '), oneLine(marked(task), 80)]);
  return [...heading(version, createdAt, reason), ...tableText([['TASK', 'AFTER', 'TITLE'], ...rows])];
}

/** All versions, each with what it has changed. */
export const historyLines = ({ versions }: PlanHistory): string[] => versions.flatMap(versionLines);

function versionLines({ version, createdAt, reason, tasks, difference }: PlanVersion): string[] {
  const changes =
    difference === null ? [`made by planning, with ${String(tasks)} tasks`] : differenceLines(difference);
  return [...heading(version, createdAt, reason), ...changes.map((line) => `  ${line}`)];
}

const differenceLines = ({ added, removed, changed }: PlanDifference): string[] => [
  ...added.map((id) => `+ ${id}`),
  ...removed.map((id) => `- ${id}`),
  ...changed.flatMap(({ id, fields }) =>
    fields.map(
      ({ field, before, after }) => `~ ${id} ${field}: ${oneLine(before, 60)} -> ${oneLine(after, 60)}`,
    ),
  ),
];

const heading = (version: number, createdAt: string, reason: string | null | undefined): string[] => [
  `Version ${String(version)}, ${createdAt}${reason === null || reason === undefined ? '' : `: ${oneLine(reason, 100)}`}`,
];

const marked = ({ title, needsApproval }: PlannedTask): string =>
  needsApproval === true ? `${title} (needs approval)` : title;
