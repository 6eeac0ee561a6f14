import { ArrayMaxSize, ArrayMinSize, IsIn, IsInt, IsString, Matches, MaxLength, Min } from 'class-validator';
import { OBJECT_ID_PATTERN, type TreeId } from '../ids/ids.js';
import { FencedMessage, TaskMessage } from './base.js';
import {
  Check,
  CHECK_STATUSES,
  CheckResult,
  type CheckStatus,
  Finding,
  RepositoryRef,
  RunLimits,
} from './parts.js';
import { Part, Parts } from '../validation/parts.js';

/** What the tree is: an attempt's result, or the result of merging it into the run's branch. */
export const VERIFICATION_PURPOSES = ['attempt', 'merge'] as const;
export type VerificationPurpose = (typeof VERIFICATION_PURPOSES)[number];

/** workflow-orchestrator -> verification-feedback: run the checks on a tree. */
export class VerificationRun extends FencedMessage<VerificationRun> {
  static readonly messageType = 'verification.run.v1';
  static readonly kind = 'command';
  @IsIn(VERIFICATION_PURPOSES) purpose!: VerificationPurpose;
  @Matches(OBJECT_ID_PATTERN) tree!: TreeId;
  @Part(() => RepositoryRef) repository!: RepositoryRef;
  @ArrayMinSize(1) @ArrayMaxSize(20) @Parts(() => Check) checks!: Check[];
  @Part(() => RunLimits) limits!: RunLimits;
  @IsInt() @Min(1) deadline!: number;
}

export class VerificationCancel extends TaskMessage<VerificationCancel> {
  static readonly messageType = 'verification.cancel.v1';
  static readonly kind = 'command';
}

/** verification-feedback: one check has ended. Renews the task's deadline. */
export class VerificationProgressed extends FencedMessage<VerificationProgressed> {
  static readonly messageType = 'verification.progressed.v1';
  static readonly kind = 'event';
  @IsIn(VERIFICATION_PURPOSES) purpose!: VerificationPurpose;
  @IsString() @MaxLength(200) check!: string;
  @IsIn(CHECK_STATUSES) status!: CheckStatus;
}

export const VERIFICATION_OUTCOMES = ['passed', 'failed', 'error', 'cancelled'] as const;
export type VerificationOutcome = (typeof VERIFICATION_OUTCOMES)[number];

/** verification-feedback: all checks have ended. `error`: the checks could not be run; `reason` says why. */
export class VerificationFinished extends FencedMessage<VerificationFinished> {
  static readonly messageType = 'verification.finished.v1';
  static readonly kind = 'event';
  @IsIn(VERIFICATION_PURPOSES) purpose!: VerificationPurpose;
  @Matches(OBJECT_ID_PATTERN) tree!: TreeId;
  @IsIn(VERIFICATION_OUTCOMES) outcome!: VerificationOutcome;
  @ArrayMaxSize(20) @Parts(() => CheckResult) results!: CheckResult[];
  /** New findings first, cut to what a message may hold. */
  @ArrayMaxSize(50) @Parts(() => Finding) findings!: Finding[];
  /** The findings as text for the next attempt; empty when passed. */
  @IsString() @MaxLength(60_000) feedback!: string;
  @IsString() @MaxLength(4000) reason!: string;
}
