import {
  ArrayMaxSize,
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
import { type CommitId, OBJECT_ID_PATTERN, type TreeId } from '../ids/ids.js';
import { FencedMessage, TaskMessage } from './base.js';
import { Check, PlannedTask, RepositoryRef, RunLimits, Usage } from './parts.js';
import { Part, Parts } from '../validation/parts.js';

/** workflow-orchestrator -> agent-runtime: make one attempt at a task. */
export class TaskRun extends TaskMessage<TaskRun> {
  static readonly messageType = 'task.run.v1';
  static readonly kind = 'command';
  @IsString() @Length(1, 20_000) goal!: string;
  @Part(() => PlannedTask) task!: PlannedTask;
  @Part(() => RepositoryRef) repository!: RepositoryRef;
  @IsString() @Length(1, 1000) model!: string;
  @ArrayMaxSize(20) @Parts(() => Check) checks!: Check[];
  /** What was wrong with the attempt before; null for a first attempt. */
  @IsOptional() @IsString() @MaxLength(60_000) feedback!: string | null;
  @Part(() => RunLimits) limits!: RunLimits;
  @IsInt() @Min(1) deadline!: number;
}

export class TaskCancel extends TaskMessage<TaskCancel> {
  static readonly messageType = 'task.cancel.v1';
  static readonly kind = 'command';
}

/** agent-runtime: a worker holds the attempt's lease; sent again with a higher epoch at each takeover. */
export class TaskAttemptStarted extends FencedMessage<TaskAttemptStarted> {
  static readonly messageType = 'task.attempt.started.v1';
  static readonly kind = 'event';
}

/** agent-runtime: the attempt lives. Renews the task's deadline. */
export class TaskAttemptProgressed extends FencedMessage<TaskAttemptProgressed> {
  static readonly messageType = 'task.attempt.progressed.v1';
  static readonly kind = 'event';
  @IsInt() @Min(0) turn!: number;
  @IsString() @MaxLength(500) note!: string;
  /** Tokens that the attempt has used so far, input and output together. */
  @IsOptional() @IsInt() @Min(0) usedTokens?: number;
  /** US dollars that it has cost so far; null = unknown. */
  @IsOptional() @IsNumber() @Min(0) usedCostUsd?: number | null;
}

export const ATTEMPT_OUTCOMES = ['finished', 'failed', 'cancelled'] as const;
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];

/** agent-runtime: the attempt has ended. `finished` has a commit and a tree; `failed` has a reason. */
export class TaskAttemptFinished extends FencedMessage<TaskAttemptFinished> {
  static readonly messageType = 'task.attempt.finished.v1';
  static readonly kind = 'event';
  @IsIn(ATTEMPT_OUTCOMES) outcome!: AttemptOutcome;
  @IsOptional() @Matches(OBJECT_ID_PATTERN) commit!: CommitId | null;
  @IsOptional() @Matches(OBJECT_ID_PATTERN) tree!: TreeId | null;
  @IsString() @MaxLength(4000) summary!: string;
  @IsOptional() @IsString() @MaxLength(4000) reason!: string | null;
  @IsInt() @Min(0) turns!: number;
  @Part(() => Usage) usage!: Usage;
}
