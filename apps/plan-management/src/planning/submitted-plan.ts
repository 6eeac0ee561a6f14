import { plainToInstance, Transform, Type } from 'class-transformer';
import {
  ArrayMinSize,
  IsArray,
  IsObject,
  ValidateNested,
  validateSync,
  type ValidationError,
} from 'class-validator';
import { PlannedTask } from '@throughline/contracts';

/** Lists that a model may leave out. */
const OPTIONAL_LISTS = { checks: [], dependsOn: [], paths: [] };

const withOptionalLists = (task: unknown): unknown =>
  typeof task === 'object' && task !== null && !Array.isArray(task) ? { ...OPTIONAL_LISTS, ...task } : task;

/** The arguments of submit_plan. */
export class SubmittedPlan {
  @Transform(({ value }: { value: unknown }) =>
    Array.isArray(value) ? value.map((task) => plainToInstance(PlannedTask, withOptionalLists(task))) : value,
  )
  @Type(() => PlannedTask)
  @IsArray()
  @ArrayMinSize(1, { message: 'a plan has at least one task' })
  // Without it a list in the place of a task would pass: the next rule looks into lists for objects.
  @IsObject({ each: true, message: 'each task is an object' })
  @ValidateNested({ each: true })
  tasks!: PlannedTask[];
}

export type Reading = { readonly tasks: PlannedTask[] } | { readonly reasons: string[] };

const MAX_REASONS = 20;

/** Reads the arguments of a call of submit_plan; what is wrong comes back as sentences for the model. */
export function readSubmittedPlan(text: string): Reading {
  const json = jsonOf(text);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return { reasons: ['the arguments are not a JSON object'] };
  }
  const plan = plainToInstance(SubmittedPlan, json);
  const errors = validateSync(plan, { whitelist: true, forbidUnknownValues: true });
  if (errors.length > 0)
    return { reasons: errors.flatMap((error) => sentences(error, '')).slice(0, MAX_REASONS) };
  return { tasks: plan.tasks };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sentences(error: ValidationError, path: string): string[] {
  const here = /^\d+$/.test(error.property)
    ? `${path}[${error.property}]`
    : [path, error.property].filter(Boolean).join('.');
  const own = Object.values(error.constraints ?? {}).map((problem) => `${here}: ${problem}`);
  return [...own, ...(error.children ?? []).flatMap((child) => sentences(child, here))];
}
