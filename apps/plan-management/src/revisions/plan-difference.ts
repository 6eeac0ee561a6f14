import type {
  PlanDifference,
  PlannedTask,
  TaskDifference,
  TaskFieldDifference,
} from '@throughline/contracts';

const FIELDS = [
  'title',
  'instructions',
  'acceptanceCriteria',
  'checks',
  'dependsOn',
  'paths',
  'needsApproval',
] as const;

/** As much of a value as a history shows; the whole of it is in the version itself. */
const MAX_SHOWN = 300;

/** What makes one version of a plan another than the one before. */
export function planDifference(
  before: readonly PlannedTask[],
  after: readonly PlannedTask[],
): PlanDifference {
  const earlier = new Map(before.map((task) => [task.id, task]));
  const later = new Map(after.map((task) => [task.id, task]));
  return {
    added: after.filter(({ id }) => !earlier.has(id)).map(({ id }) => id),
    removed: before.filter(({ id }) => !later.has(id)).map(({ id }) => id),
    changed: after.flatMap((task) => taskDifference(earlier.get(task.id), task)),
  };
}

function taskDifference(before: PlannedTask | undefined, after: PlannedTask): TaskDifference[] {
  if (before === undefined) return [];
  const fields = FIELDS.map((field) => ({
    field,
    before: textOf(before[field]),
    after: textOf(after[field]),
  }));
  const different = fields.filter((field) => field.before !== field.after).map(shown);
  return different.length === 0 ? [] : [{ id: after.id, fields: different }];
}

const textOf = (value: PlannedTask[(typeof FIELDS)[number]]): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? false);

const shown = ({ field, before, after }: TaskFieldDifference): TaskFieldDifference => ({
  field,
  before: cut(before),
  after: cut(after),
});

const cut = (text: string): string =>
  text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN - 1).toWellFormed()}…`;
