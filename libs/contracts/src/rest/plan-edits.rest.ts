import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  Length,
  MaxLength,
  Min,
} from 'class-validator';
import type { TaskId } from '../ids/ids.js';
import { TaskIdField } from '../validation/id-fields.js';
import { Parts } from '../validation/parts.js';
import { PlainText } from '../validation/plain-text.js';
import {
  MAX_PLAN_TASKS,
  TaskChecks,
  TaskCriteria,
  TaskDependencies,
  TaskInstructions,
  TaskPaths,
  TaskTitle,
} from '../validation/task-fields.js';

/** What a person may leave out of a task, in any edit. */
class EditedTask {
  @TaskIdField() id!: TaskId;
  /** Names of checks of the run. Empty: all of them. */
  @IsOptional() @TaskChecks() @MaxLength(200, { each: true }) checks?: string[];
  @IsOptional() @TaskDependencies() dependsOn?: TaskId[];
  @IsOptional() @TaskPaths() @PlainText({ each: true }) paths?: string[];
  /** Whether a person must see the result before it is merged. */
  @IsOptional() @IsBoolean() needsApproval?: boolean;
}

/** What a person changes of a task that nobody has begun; what is left out stays as it is. */
export class ChangedTask extends EditedTask {
  @IsOptional() @TaskTitle() @PlainText() title?: string;
  @IsOptional() @TaskInstructions() @PlainText() instructions?: string;
  @IsOptional() @TaskCriteria() @PlainText({ each: true }) acceptanceCriteria?: string[];
}

/** A task that a person adds; lists that may be empty may be left out. */
export class AddedTask extends EditedTask {
  @TaskTitle() @PlainText() title!: string;
  @TaskInstructions() @PlainText() instructions!: string;
  @TaskCriteria() @PlainText({ each: true }) acceptanceCriteria!: string[];
}

/** What is to become of a plan: all of it, or nothing. */
export class PlanEdit {
  /** Why, for the history. */
  @IsOptional() @IsString() @Length(1, 1000) @PlainText() reason?: string;
  @IsOptional() @ArrayMaxSize(MAX_PLAN_TASKS) @Parts(() => AddedTask) add?: AddedTask[];
  @IsOptional() @ArrayMaxSize(MAX_PLAN_TASKS) @Parts(() => ChangedTask) change?: ChangedTask[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_PLAN_TASKS)
  @ArrayUnique()
  @TaskIdField({ each: true })
  remove?: TaskId[];
}

/** Body of `PATCH /v1/runs/:id/plan`. */
export class RevisePlan extends PlanEdit {
  /** The version that the person has seen; the header `If-Match` may say it instead. Any other is a conflict. */
  @IsOptional() @IsInt() @Min(1) version?: number;
}
