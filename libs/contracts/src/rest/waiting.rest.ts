import { IsArray, IsIn, IsInt, IsOptional, IsString, Matches, MaxLength, Min } from 'class-validator';
import { RUN_ID_PATTERN, type RunId } from '../ids/ids.js';
import { RUN_STATES, type RunState } from '../states.js';
import { Parts } from '../validation/parts.js';

export const WAITING_PIECES = [
  'plan',
  'run',
  'task',
  'attempt',
  'verification',
  'merge',
  'branch',
  'messages',
] as const;
export type WaitingPiece = (typeof WAITING_PIECES)[number];

/** Why a piece of work is not done yet. Codes stay; sentences may change. */
export const WHY_REASONS = [
  'plan_under_way',
  'waits_for_approval',
  'waits_for_person',
  'run_paused',
  'workers_stopping',
  'branch_under_way',
  'waits_for_dependencies',
  'waits_for_run_limit',
  'waits_for_slot',
  'starts_soon',
  'waits_for_agent',
  'agent_works',
  'checks_under_way',
  'waits_for_merge',
  'merge_under_way',
  'merged_tree_checked',
  'messages_unsent',
] as const;
export type WhyReason = (typeof WHY_REASONS)[number];

/** One piece of unfinished work, and what it waits for. Times are RFC 3339. */
export class WaitingWork {
  @IsIn(WAITING_PIECES) what!: WaitingPiece;
  /** The task's id, `task#attempt`, or the run's. */
  @IsString() @MaxLength(300) id!: string;
  @IsString() state!: string;
  @IsOptional() @IsString() since!: string | null;
  /** When the orchestrator looks at it again, or ends it. */
  @IsOptional() @IsString() deadline!: string | null;
  @IsIn(WHY_REASONS) reason!: WhyReason;
  /** The reason as a sentence. */
  @IsString() text!: string;
  /** Who or what has to do something: services, tasks, a person. */
  @IsArray() @IsString({ each: true }) waitsFor!: string[];
}

/** Answer of `GET /v1/runs/:id/why`: everything about the run that is not finished. Empty once it has ended. */
export class RunWhy {
  @Matches(RUN_ID_PATTERN) runId!: RunId;
  @IsIn(RUN_STATES) state!: RunState;
  /** Why the run has ended, where it has not succeeded. */
  @IsOptional() @IsString() reason?: string | null;
  @IsString() at!: string;
  /** Unfinished tasks whose deadline is missing or overdue: must be 0. */
  @IsInt() @Min(0) stuck!: number;
  @Parts(() => WaitingWork) waiting!: WaitingWork[];
}
