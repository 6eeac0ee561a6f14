import type { AddedTask, ChangedTask, PlanEdit, PlannedTask, TaskId } from '@throughline/contracts';

/** The tasks after the edit, in their old order, new ones last. Whether they are a plan is another question. */
export function editedPlan(tasks: readonly PlannedTask[], edit: PlanEdit): PlannedTask[] {
  const { add, change, remove } = partsOf(edit);
  const changes = new Map(change.map((each) => [each.id, each]));
  const kept = tasks.filter(({ id }) => !remove.includes(id));
  return [...kept.map((task) => changedTask(task, changes.get(task.id))), ...add.map(addedTask)];
}

/** What may be left out of a request may be null in it, too. */
export const partsOf = ({ add, change, remove }: PlanEdit) => ({
  add: add ?? [],
  change: change ?? [],
  remove: remove ?? [],
});

/** Ids that the edit changes or removes. */
export function touchedTasks(edit: PlanEdit): TaskId[] {
  const { change, remove } = partsOf(edit);
  return [...new Set([...change.map(({ id }) => id), ...remove])];
}

/** What is wrong with the edit itself, whatever the plan would be. */
export function problemsOfEdit(tasks: readonly PlannedTask[], edit: PlanEdit): string[] {
  const { add, change, remove } = partsOf(edit);
  const known = new Set(tasks.map(({ id }) => id));
  const changed = change.map(({ id }) => id);
  const isEmpty = add.length + change.length + remove.length === 0;
  return [
    ...(isEmpty ? ['it neither adds nor changes nor removes a task'] : []),
    ...touchedTasks(edit)
      .filter((id) => !known.has(id))
      .map((id) => `there is no task ${id} in the plan`),
    ...changed.filter((id, at) => changed.indexOf(id) < at).map((id) => `it changes the task ${id} twice`),
    ...changed.filter((id) => remove.includes(id)).map((id) => `it both changes and removes the task ${id}`),
    ...add
      .filter(({ id }) => remove.includes(id))
      .map(({ id }) => `it removes the task ${id} and adds it again; change it instead`),
  ];
}

function changedTask(task: PlannedTask, change: ChangedTask | undefined): PlannedTask {
  if (change === undefined) return task;
  return {
    id: task.id,
    title: change.title ?? task.title,
    instructions: change.instructions ?? task.instructions,
    acceptanceCriteria: change.acceptanceCriteria ?? task.acceptanceCriteria,
    checks: change.checks ?? task.checks,
    dependsOn: change.dependsOn ?? task.dependsOn,
    paths: change.paths ?? task.paths,
    ...approval(change.needsApproval ?? task.needsApproval),
  };
}

const addedTask = ({ id, title, instructions, acceptanceCriteria, ...more }: AddedTask): PlannedTask => ({
  ...{ id, title, instructions, acceptanceCriteria },
  checks: more.checks ?? [],
  dependsOn: more.dependsOn ?? [],
  paths: more.paths ?? [],
  ...approval(more.needsApproval),
});

const approval = (needsApproval: boolean | null | undefined): Pick<PlannedTask, 'needsApproval'> =>
  needsApproval === undefined || needsApproval === null ? {} : { needsApproval };
