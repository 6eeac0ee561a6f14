import type { AddedTask, ChangedTask, PlanEdit, PlannedTask, TaskId } from '@throughline/contracts';

/** The tasks after the edit, in their old order, new ones last. Whether they are a plan is another question. */
export function editedPlan(tasks: readonly PlannedTask[], edit: PlanEdit): PlannedTask[] {
  const removed = new Set(edit.remove ?? []);
  const changes = new Map((edit.change ?? []).map((change) => [change.id, change]));
  const kept = tasks.filter(({ id }) => !removed.has(id));
  return [...kept.map((task) => changedTask(task, changes.get(task.id))), ...(edit.add ?? []).map(addedTask)];
}

/** Ids that the edit changes or removes. */
export const touchedTasks = ({ change = [], remove = [] }: PlanEdit): TaskId[] => [
  ...new Set([...change.map(({ id }) => id), ...remove]),
];

/** What is wrong with the edit itself, whatever the plan would be. */
export function problemsOfEdit(tasks: readonly PlannedTask[], edit: PlanEdit): string[] {
  const { add = [], change = [], remove = [] } = edit;
  const known = new Set(tasks.map(({ id }) => id));
  const changed = change.map(({ id }) => id);
  return [
    ...(add.length + change.length + remove.length === 0
      ? ['it neither adds nor changes nor removes a task']
      : []),
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
  };
}

const addedTask = ({ checks = [], dependsOn = [], paths = [], ...task }: AddedTask): PlannedTask => ({
  ...task,
  checks,
  dependsOn,
  paths,
});
