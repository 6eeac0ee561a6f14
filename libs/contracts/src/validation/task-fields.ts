import { ArrayMaxSize, ArrayMinSize, IsArray, IsString, Length, MaxLength } from 'class-validator';
import { TaskIdField } from './id-fields.js';

// What holds for the fields of a task, whether a model, a person or a message brings it.

/** Tasks of one plan, whatever a setting allows. */
export const MAX_PLAN_TASKS = 500;

const allOf =
  (...rules: readonly PropertyDecorator[]): PropertyDecorator =>
  (target, property) => {
    for (const rule of rules.toReversed()) rule(target, property); // as decorators do
  };

const each = { each: true };

export const TaskTitle = (): PropertyDecorator => allOf(IsString(), Length(1, 200));

export const TaskInstructions = (): PropertyDecorator => allOf(IsString(), Length(1, 8000));

export const TaskCriteria = (): PropertyDecorator =>
  allOf(IsArray(), ArrayMinSize(1), ArrayMaxSize(20), IsString(each), MaxLength(1000, each));

export const TaskChecks = (): PropertyDecorator => allOf(IsArray(), ArrayMaxSize(20), IsString(each));

/** Of all tasks of the plan but one, at most: some tasks gather what the others have done. */
export const TaskDependencies = (): PropertyDecorator =>
  allOf(IsArray(), ArrayMaxSize(MAX_PLAN_TASKS), TaskIdField(each));

export const TaskPaths = (): PropertyDecorator =>
  allOf(IsArray(), ArrayMaxSize(100), IsString(each), MaxLength(500, each));
