import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  MaxLength,
  Min,
} from 'class-validator';
import { TASK_ID_PATTERN, type TaskId } from '../ids/ids.js';
import { Parts } from '../validation/parts.js';
import { PlainText } from '../validation/plain-text.js';

// The limits are those of `PlannedTask`, which is what comes out.

/** What a person changes of a task that nobody has begun; what is left out stays as it is. */
export class ChangedTask {
  @Matches(TASK_ID_PATTERN) id!: TaskId;
  @IsOptional() @IsString() @Length(1, 200) @PlainText() title?: string;
  @IsOptional() @IsString() @Length(1, 8000) @PlainText() instructions?: string;
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @MaxLength(1000, { each: true })
  @PlainText({ each: true })
  acceptanceCriteria?: string[];
  /** Names of checks of the run. Empty: all of them. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @MaxLength(200, { each: true })
  checks?: string[];
  @IsOptional() @IsArray() @ArrayMaxSize(50) @Matches(TASK_ID_PATTERN, { each: true }) dependsOn?: TaskId[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(500, { each: true })
  @PlainText({ each: true })
  paths?: string[];
  /** Whether a person must see the result before it is merged. */
  @IsOptional() @IsBoolean() needsApproval?: boolean;
}

/** A task that a person adds; lists that may be empty may be left out. */
export class AddedTask {
  @Matches(TASK_ID_PATTERN) id!: TaskId;
  @IsString() @Length(1, 200) @PlainText() title!: string;
  @IsString() @Length(1, 8000) @PlainText() instructions!: string;
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @MaxLength(1000, { each: true })
  @PlainText({ each: true })
  acceptanceCriteria!: string[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @MaxLength(200, { each: true })
  checks?: string[];
  @IsOptional() @IsArray() @ArrayMaxSize(50) @Matches(TASK_ID_PATTERN, { each: true }) dependsOn?: TaskId[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(500, { each: true })
  @PlainText({ each: true })
  paths?: string[];
  /** Whether a person must see the result before it is merged. */
  @IsOptional() @IsBoolean() needsApproval?: boolean;
}

/** What is to become of a plan: all of it, or nothing. */
export class PlanEdit {
  /** Why, for the history. */
  @IsOptional() @IsString() @Length(1, 1000) @PlainText() reason?: string;
  @IsOptional() @ArrayMaxSize(100) @Parts(() => AddedTask) add?: AddedTask[];
  @IsOptional() @ArrayMaxSize(100) @Parts(() => ChangedTask) change?: ChangedTask[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @ArrayUnique()
  @Matches(TASK_ID_PATTERN, { each: true })
  remove?: TaskId[];
}

/** Body of `PATCH /v1/runs/:id/plan`. */
export class RevisePlan extends PlanEdit {
  /** The version that the person has seen; the header `If-Match` may say it instead. Any other is a conflict. */
  @IsOptional() @IsInt() @Min(1) version?: number;
}
