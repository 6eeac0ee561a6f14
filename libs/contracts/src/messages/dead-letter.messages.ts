import { IsIn, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { RunMessage } from './base.js';

export const DEAD_LETTER_MOVES = ['died', 'redriven', 'discarded'] as const;
export type DeadLetterMove = (typeof DEAD_LETTER_MOVES)[number];

/** Any service that consumes: a message of the run could not be handled, or a person has decided about it. */
export class DeadLetterMoved extends RunMessage<DeadLetterMoved> {
  static readonly messageType = 'dead.letter.moved.v1';
  static readonly kind = 'event';
  @IsUUID() deadLetterId!: string;
  @IsIn(DEAD_LETTER_MOVES) move!: DeadLetterMove;
  @IsString() @MaxLength(255) queue!: string;
  /** The type of the message that died. */
  @IsString() @MaxLength(255) diedType!: string;
  @IsString() @MaxLength(200) causeCode!: string;
  @IsString() @MaxLength(2000) cause!: string;
  /** Who decided, and why. */
  @IsOptional() @IsString() @MaxLength(200) by!: string | null;
  @IsOptional() @IsString() @MaxLength(1000) reason!: string | null;
}
