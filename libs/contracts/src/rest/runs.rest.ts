import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { type CommitId, RUN_ID_PATTERN, type RunId, TASK_ID_PATTERN, type TaskId } from '../ids/ids.js';
import { Check, RepositoryRef, RunLimits, Usage } from '../messages/parts.js';
import {
  ATTEMPT_STATES,
  type AttemptState,
  RUN_STATES,
  type RunState,
  TASK_STATES,
  type TaskState,
} from '../states.js';
import { Part, Parts } from '../validation/parts.js';
import { Approvals, RequestedApprovals, WaitingForPerson } from './approvals.rest.js';
import { PlainText } from '../validation/plain-text.js';
import { ScheduleOrigin } from './schedule-origin.rest.js';

export const MAX_GOAL_LENGTH = 20_000;

/** What a person may set of a run's limits; what is missing takes the platform's default. Times in milliseconds. */
export class RequestedLimits {
  @IsOptional() @IsInt() @Min(1) @Max(10) maxAttempts?: number;
  @IsOptional() @IsInt() @Min(1) @Max(16) maxParallelTasks?: number;
  @IsOptional() @IsInt() @Min(1) @Max(500) maxTurns?: number;
  @IsOptional() @IsInt() @Min(1000) @Max(Number.MAX_SAFE_INTEGER) maxTokens?: number;
  /** US dollars; only for models whose price is known. */
  @IsOptional() @IsNumber() @Min(0.0001) @Max(1_000_000) maxCostUsd?: number;
  @IsOptional() @IsInt() @Min(1000) @Max(86_400_000) runTimeoutMs?: number;
  @IsOptional() @IsInt() @Min(1000) @Max(86_400_000) taskTimeoutMs?: number;
  @IsOptional() @IsInt() @Min(1000) @Max(3_600_000) checkTimeoutMs?: number;
}

/** Body of `POST /v1/runs`; the run's id is the header `Idempotency-Key`. */
export class CreateRun {
  @IsString()
  @MaxLength(MAX_GOAL_LENGTH)
  @Matches(/\S/, { message: 'goal must not be empty' })
  @PlainText()
  goal!: string;
  /** Absolute path of the repository on this machine. */
  @IsString() @Length(1, 4096) @PlainText() repository!: string;
  /** Branch to start from; default: the branch that is checked out. */
  @IsOptional() @IsString() @Length(1, 255) @PlainText() base?: string;
  /** Commands that must pass, each split like a shell would, run without one. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @MaxLength(4096, { each: true })
  @PlainText({ each: true })
  checks?: string[];
  @IsOptional() @IsString() @Length(1, 1000) @PlainText() model?: string;
  @IsOptional() @Part(() => RequestedLimits) limits?: RequestedLimits;
  /** What waits for a person; default: nothing. */
  @IsOptional() @Part(() => RequestedApprovals) approvals?: RequestedApprovals;
}

/** Answer of `POST /v1/runs` (202). */
export class RunAccepted {
  @Matches(RUN_ID_PATTERN) runId!: RunId;
  @IsString() traceId!: string;
  @IsIn(RUN_STATES) state!: RunState;
}

export class AttemptView {
  @IsInt() number!: number;
  @IsIn(ATTEMPT_STATES) state!: AttemptState;
  @IsOptional() @IsString() commit!: CommitId | null;
  @IsOptional() @IsString() reason!: string | null;
  @IsInt() turns!: number;
}

export class TaskView {
  @Matches(TASK_ID_PATTERN) id!: TaskId;
  @IsString() title!: string;
  @IsIn(TASK_STATES) state!: TaskState;
  @IsArray() @IsString({ each: true }) dependsOn!: TaskId[];
  @Parts(() => AttemptView) attempts!: AttemptView[];
  @IsOptional() @IsString() reason!: string | null;
}

/** Answer of `GET /v1/runs/:id`. Times are RFC 3339. */
export class RunView {
  @Matches(RUN_ID_PATTERN) runId!: RunId;
  @IsString() traceId!: string;
  @IsString() goal!: string;
  @Part(() => RepositoryRef) repository!: RepositoryRef;
  @Parts(() => Check) checks!: Check[];
  @IsString() model!: string;
  @Part(() => RunLimits) limits!: RunLimits;
  @IsIn(RUN_STATES) state!: RunState;
  @IsOptional() @IsString() reason!: string | null;
  @IsOptional() @IsString() branch!: string | null;
  @IsOptional() @IsString() commit!: CommitId | null;
  @Part(() => Usage) usage!: Usage;
  @IsString() createdAt!: string;
  @IsOptional() @IsString() finishedAt!: string | null;
  @IsOptional() @IsInt() durationMs!: number | null;
  @Parts(() => TaskView) tasks!: TaskView[];
  /** Of its plan; 0 while there is none. */
  @IsOptional() @IsInt() planVersion?: number;
  /** What made it, where that was no person. */
  @IsOptional() @Part(() => ScheduleOrigin) schedule?: ScheduleOrigin | null;
  @IsOptional() @Part(() => Approvals) approvals?: Approvals;
  /** What waits for a person. */
  @IsOptional() @Parts(() => WaitingForPerson) waiting?: WaitingForPerson[];
  @IsOptional() @IsString() pausedAt?: string | null;
  /** The failed run whose work this one goes on with, and the run that goes on with this one's. */
  @IsOptional() @Matches(RUN_ID_PATTERN) continues?: RunId | null;
  @IsOptional() @Matches(RUN_ID_PATTERN) continuedBy?: RunId | null;
}

export class RunSummary {
  @Matches(RUN_ID_PATTERN) runId!: RunId;
  @IsString() goal!: string;
  @IsString() repository!: string;
  @IsString() model!: string;
  @IsIn(RUN_STATES) state!: RunState;
  @IsOptional() @IsString() reason!: string | null;
  @IsString() createdAt!: string;
  @IsOptional() @IsInt() durationMs!: number | null;
}

/** Answer of `GET /v1/runs?limit=`: newest first. */
export class RunList {
  @Parts(() => RunSummary) runs!: RunSummary[];
}

export const RUN_EVENT_KINDS = [
  'run',
  'plan',
  'task',
  'attempt',
  'progress',
  'check',
  'merge',
  'branch',
  'approval',
] as const;
export type RunEventKind = (typeof RUN_EVENT_KINDS)[number];

/**
 * One line of what happened, from the orchestrator's audit log: the data of an SSE event at
 * `GET /v1/runs/:id/events`, whose SSE id is `sequence` and whose SSE event name is `kind`.
 * The stream ends after the event with kind `run` and a final state.
 */
export class RunEvent {
  @IsInt() sequence!: number;
  @Matches(RUN_ID_PATTERN) runId!: RunId;
  @IsString() at!: string;
  @IsIn(RUN_EVENT_KINDS) kind!: RunEventKind;
  @IsOptional() @IsString() taskId!: TaskId | null;
  @IsOptional() @IsInt() attempt!: number | null;
  /** The new state of what the event is about (`running`, `passed`, `failed`, …). */
  @IsString() state!: string;
  /** A sentence for people. */
  @IsString() text!: string;
}
