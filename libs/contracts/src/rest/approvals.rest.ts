import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import type { TaskId } from '../ids/ids.js';
import { TaskIdField } from '../validation/id-fields.js';
import { PlainText } from '../validation/plain-text.js';

/** Which tasks wait for a person before their merge: none, those that the plan marks, or all. */
export const TASK_APPROVALS = ['none', 'marked', 'all'] as const;
export type TaskApprovals = (typeof TASK_APPROVALS)[number];

/** What becomes of a task that has no attempts left, or ends twice with the same findings. */
export const ON_EXHAUSTED = ['fail', 'ask'] as const;
export type OnExhausted = (typeof ON_EXHAUSTED)[number];

/** What a person may set of a run's approvals; what is missing is: none, and fail. */
export class RequestedApprovals {
  @IsOptional() @IsBoolean() plan?: boolean;
  @IsOptional() @IsIn(TASK_APPROVALS) tasks?: TaskApprovals;
  @IsOptional() @IsIn(ON_EXHAUSTED) onExhausted?: OnExhausted;
  /** Milliseconds that a person has for each decision; then what waits for it fails. */
  @IsOptional() @IsInt() @Min(1000) @Max(2_592_000_000) timeoutMs?: number;
}

/** What in a run waits for a person. */
export class Approvals {
  @IsBoolean() plan!: boolean;
  @IsIn(TASK_APPROVALS) tasks!: TaskApprovals;
  @IsIn(ON_EXHAUSTED) onExhausted!: OnExhausted;
  @IsInt() @Min(1) timeoutMs!: number;
}

/** Who wants something of a run, and why: body of `POST /v1/runs/:id/pause` and `/resume`, and part of the others. */
export class Remark {
  @IsOptional() @IsString() @Length(1, 200) @PlainText() by?: string;
  @IsOptional() @IsString() @Length(1, 2000) @PlainText() comment?: string;
}

export const DECISIONS = ['approve', 'reject'] as const;
export type Decision = (typeof DECISIONS)[number];

/** Body of `POST /v1/runs/:id/approvals`: about the plan as it is at a version, or about a task at an attempt. */
export class Decide extends Remark {
  @IsIn(DECISIONS) decision!: Decision;
  @IsOptional() @IsInt() @Min(1) planVersion?: number;
  @IsOptional() @TaskIdField() task?: TaskId;
  @IsOptional() @IsInt() @Min(1) attempt?: number;
}

/** Body of `POST /v1/runs/:id/tasks/:task/retry`. */
export class RetryTask extends Remark {
  /** The attempt that was seen: asking again is safe then. Default: the newest. */
  @IsOptional() @IsInt() @Min(1) attempt?: number;
}

export const WAITING_REASONS = ['approval', 'exhausted'] as const;
/** `approval`: it may go on when it is approved. `exhausted`: it has failed too often, and may be tried again. */
export type WaitingReason = (typeof WAITING_REASONS)[number];

/** One thing that waits for a person: the plan, or a task. Times are RFC 3339. */
export class WaitingForPerson {
  @IsIn(WAITING_REASONS) reason!: WaitingReason;
  @IsOptional() @IsInt() planVersion!: number | null;
  @IsOptional() @IsString() taskId!: TaskId | null;
  @IsOptional() @IsInt() attempt!: number | null;
  @IsString() since!: string;
  /** Then it fails; null while the run is paused. */
  @IsOptional() @IsString() until!: string | null;
}
