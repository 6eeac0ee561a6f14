import { IsIn, IsInt, IsOptional, IsString, Matches, MaxLength, Min } from 'class-validator';
import { type CommitId, OBJECT_ID_PATTERN } from '../ids/ids.js';
import { RUN_STATES, type RunState } from '../states.js';
import { RunMessage } from './base.js';
import { Usage } from './parts.js';
import { Part } from '../validation/parts.js';

export class RunStateChanged extends RunMessage<RunStateChanged> {
  static readonly messageType = 'run.state.changed.v1';
  static readonly kind = 'event';
  @IsIn(RUN_STATES) from!: RunState;
  @IsIn(RUN_STATES) to!: RunState;
}

export class RunFinished extends RunMessage<RunFinished> {
  static readonly messageType = 'run.finished.v1';
  static readonly kind = 'event';
  @IsIn(['succeeded', 'failed', 'cancelled']) state!: 'succeeded' | 'failed' | 'cancelled';
  @IsOptional() @IsString() @MaxLength(4000) reason!: string | null;
  @IsOptional() @IsString() branch!: string | null;
  @IsOptional() @Matches(OBJECT_ID_PATTERN) commit!: CommitId | null;
  @Part(() => Usage) usage!: Usage;
  @IsInt() @Min(0) durationMs!: number;
}
