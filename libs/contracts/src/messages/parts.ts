import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Length,
  Matches,
  MaxLength,
  Min,
} from 'class-validator';
import { type CommitId, OBJECT_ID_PATTERN, TASK_ID_PATTERN, type TaskId, type TreeId } from '../ids/ids.js';
import { Parts } from '../validation/parts.js';
import {
  TaskChecks,
  TaskCriteria,
  TaskDependencies,
  TaskInstructions,
  TaskPaths,
  TaskTitle,
} from '../validation/task-fields.js';

/** The repository of a run: the user's folder and the commit that the run starts from. */
export class RepositoryRef {
  @IsString() @Length(1, 4096) path!: string;
  @IsString() @Length(1, 255) baseBranch!: string;
  @Matches(OBJECT_ID_PATTERN) baseCommit!: CommitId;
  @Matches(OBJECT_ID_PATTERN) baseTree!: TreeId;
  /** Where the run's branch begins when it goes on with an earlier run's work; default: at the base. */
  @IsOptional() @Matches(OBJECT_ID_PATTERN) startCommit?: CommitId;
}

/** One command that decides whether a tree is good. `name` is what people and plans call it. */
export class Check {
  @IsString() @Length(1, 200) name!: string;
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(64)
  @IsString({ each: true })
  @MaxLength(4096, { each: true })
  argv!: string[];
}

/** What a run may use. Times in milliseconds. */
export class RunLimits {
  @IsInt() @Min(1) maxAttempts!: number;
  @IsInt() @Min(1) maxParallelTasks!: number;
  @IsInt() @Min(1) maxTurns!: number;
  @IsInt() @Min(1) maxTokens!: number;
  /** US dollars; without it, what the run costs has no limit. */
  @IsOptional() @IsNumber() @Min(0) maxCostUsd?: number;
  @IsInt() @Min(1) runTimeoutMs!: number;
  @IsInt() @Min(1) taskTimeoutMs!: number;
  @IsInt() @Min(1) checkTimeoutMs!: number;
}

/** Tokens and money of model calls; `costUsd` is null when a price is unknown, never 0 for unknown. */
export class Usage {
  @IsInt() @Min(0) inputTokens!: number;
  @IsInt() @Min(0) outputTokens!: number;
  @IsInt() @Min(0) calls!: number;
  @IsOptional() @IsNumber() @Min(0) costUsd!: number | null;
}

/** One node of a plan. */
export class PlannedTask {
  @Matches(TASK_ID_PATTERN) id!: TaskId;
  @TaskTitle() title!: string;
  @TaskInstructions() instructions!: string;
  @TaskCriteria() acceptanceCriteria!: string[];
  /** Names of checks of the run. Empty: all of them. */
  @TaskChecks() checks!: string[];
  @TaskDependencies() dependsOn!: TaskId[];
  @TaskPaths() paths!: string[];
  /** A person shall see the result before it is merged; counts where the run asks for it. */
  @IsOptional() @IsBoolean() needsApproval?: boolean;
}

/**
 * Says whose write this is. Compared as (attempt, epoch), in that order, for each task:
 * a resource remembers the highest that it has seen and refuses lower ones.
 */
export class Fence {
  @IsInt() @Min(1) attempt!: number;
  @IsInt() @Min(1) epoch!: number;
}

export const SEVERITIES = ['error', 'warning', 'note'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** One thing that a check found. `isNew` = not there on the base commit. */
export class Finding {
  @IsString() @MaxLength(200) check!: string;
  @IsString() @MaxLength(200) rule!: string;
  @IsOptional() @IsString() @MaxLength(1000) file!: string | null;
  @IsOptional() @IsInt() line!: number | null;
  @IsIn(SEVERITIES) severity!: Severity;
  @IsString() @MaxLength(4000) message!: string;
  @IsString() @MaxLength(64) fingerprint!: string;
  @IsBoolean() isNew!: boolean;
}

export const CHECK_STATUSES = ['passed', 'failed', 'timed_out'] as const;
export type CheckStatus = (typeof CHECK_STATUSES)[number];

/** How one check ended on one tree. */
export class CheckResult {
  @IsString() name!: string;
  @IsIn(CHECK_STATUSES) status!: CheckStatus;
  @IsOptional() @IsInt() exitCode!: number | null;
  @IsInt() @Min(0) durationMs!: number;
}

export class Findings {
  @ArrayMaxSize(200) @Parts(() => Finding) items!: Finding[];
}
