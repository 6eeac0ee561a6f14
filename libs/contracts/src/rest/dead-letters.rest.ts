import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { RUN_ID_PATTERN, type RunId } from '../ids/ids.js';
import { SERVICES, type ServiceName } from '../services.js';
import { RunIdField } from '../validation/id-fields.js';
import { PlainText } from '../validation/plain-text.js';
import { Parts } from '../validation/parts.js';

/** `handled`: redriven, and its handler has committed since. */
export const DEAD_LETTER_STATES = ['waiting', 'redriving', 'redriven', 'handled', 'discarded'] as const;
export type DeadLetterState = (typeof DEAD_LETTER_STATES)[number];

/** Dead letters that one request may be about, at most. */
export const MAX_DEAD_LETTERS = 200;

/** A message that no try could handle. */
export class DeadLetterView {
  /** The same for the same message in the same queue, however often it dies. */
  @IsUUID() id!: string;
  @IsString() service!: string;
  @IsString() queue!: string;
  @IsString() messageType!: string;
  @IsString() messageId!: string;
  @IsOptional() @Matches(RUN_ID_PATTERN) runId!: RunId | null;
  @IsOptional() @IsString() traceId!: string | null;
  @IsString() causeCode!: string;
  @IsString() cause!: string;
  /** Tries in vain since it was first sent, or last redriven. */
  @IsInt() @Min(0) tries!: number;
  @IsIn(DEAD_LETTER_STATES) state!: DeadLetterState;
  @IsInt() @Min(0) redrives!: number;
  /** How often it may be redriven in all. */
  @IsInt() @Min(0) maxRedrives!: number;
  @IsString() failedAt!: string;
}

/** What was done about a dead letter, by whom, when and why. */
export class DeadLetterAction {
  @IsIn(['died', 'redriven', 'returned', 'discarded']) action!:
    'died' | 'redriven' | 'returned' | 'discarded';
  @IsString() at!: string;
  /** A person's name for themselves; empty for the platform. */
  @IsString() by!: string;
  @IsString() reason!: string;
  /** Trace of the request that asked for it. */
  @IsOptional() @IsString() traceId!: string | null;
}

/** Answer of `GET /v1/dead-letters/:id`. */
export class DeadLetterDetail extends DeadLetterView {
  /** The message as it was sent; what is no text is shown as far as it goes. */
  @IsString() body!: string;
  @IsObject() headers!: Record<string, unknown>;
  @Parts(() => DeadLetterAction) actions!: DeadLetterAction[];
}

/** Answer of `GET /internal/dead-letters`: the newest first. */
export class DeadLetterList {
  @Parts(() => DeadLetterView) deadLetters!: DeadLetterView[];
}

/** Answer of `GET /v1/dead-letters`. */
export class AllDeadLetters extends DeadLetterList {
  /** Services that could not be asked. */
  @IsArray() @IsIn(SERVICES, { each: true }) unavailable!: ServiceName[];
}

/** Query of both lists. */
export class DeadLetterQuery {
  @Type(() => Number) @IsInt() @Min(1) @Max(MAX_DEAD_LETTERS) limit = 50;
  @IsOptional() @IsIn(DEAD_LETTER_STATES) state?: DeadLetterState;
  @IsOptional() @RunIdField() run?: RunId;
}

/** Body of `POST /v1/dead-letters/redrive` and `/discard`. */
export class DeadLetterRequest {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_DEAD_LETTERS)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  ids!: string[];
  /** Who asks for it, as they call themselves. */
  @IsString() @PlainText() @Length(1, 200) by!: string;
  @IsString() @PlainText() @Length(1, 1000) reason!: string;
}

/**
 * `done`: redriven, or discarded. `exhausted`: redriven as often as it may be. `not_waiting`: that has been done
 * already. `unknown`: there is no such dead letter.
 */
export const DEAD_LETTER_OUTCOMES = ['done', 'exhausted', 'not_waiting', 'unknown'] as const;
export type DeadLetterOutcome = (typeof DEAD_LETTER_OUTCOMES)[number];

export class DeadLetterResult {
  @IsUUID() id!: string;
  @IsIn(DEAD_LETTER_OUTCOMES) outcome!: DeadLetterOutcome;
  @IsOptional() @Matches(RUN_ID_PATTERN) runId?: RunId | null;
}

/** Answer of `POST /internal/dead-letters/redrive` and `/discard`: one result for each id, in their order. */
export class DeadLetterResults {
  @Parts(() => DeadLetterResult) results!: DeadLetterResult[];
}

/** Answer of `POST /v1/dead-letters/redrive` and `/discard`. */
export class AllDeadLetterResults extends DeadLetterResults {
  /** Services that could not be asked: what is `unknown` may be theirs. */
  @IsArray() @IsIn(SERVICES, { each: true }) unavailable!: ServiceName[];
}
