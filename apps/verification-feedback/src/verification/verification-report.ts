import {
  type CheckResult,
  type Finding,
  VerificationFinished,
  type VerificationOutcome,
  type VerificationRun,
} from '@throughline/contracts';
import { feedbackFor } from '../feedback/feedback.js';
import { boundedFindings, wellFormed } from './bounded-findings.js';
import { type ComparedCheck, verdictOf } from './outcome.js';

/** What was found out about a tree. */
export interface Report {
  readonly outcome: VerificationOutcome;
  readonly reason: string;
  readonly results: CheckResult[];
  readonly findings: Finding[];
  readonly feedback: string;
}

export function reportOf(checks: readonly ComparedCheck[], feedbackChars: number): Report {
  const { outcome, reason } = verdictOf(checks);
  return {
    outcome,
    reason: wellFormed(reason),
    results: checks.map(({ result }) => result),
    findings: boundedFindings(checks.flatMap((check) => check.findings)),
    feedback: wellFormed(feedbackFor(checks, feedbackChars)),
  };
}

/** The checks were not run to their end. */
export const withoutResult = (outcome: 'error' | 'cancelled', reason: string): Report => ({
  outcome,
  reason: wellFormed(reason.slice(0, 4000)),
  results: [],
  findings: [],
  feedback: '',
});

/** Which verification it is. */
export type VerificationKey = Pick<
  VerificationRun,
  'runId' | 'taskId' | 'attempt' | 'epoch' | 'purpose' | 'tree'
>;

export const keyOf = ({ runId, taskId, attempt, purpose, tree }: VerificationKey): string =>
  [runId, taskId, attempt, purpose, tree].join('/');

export function finishedEvent(
  { runId, taskId, attempt, epoch, purpose, tree }: VerificationKey,
  report: Report,
): VerificationFinished {
  return new VerificationFinished({ runId, taskId, attempt, epoch, purpose, tree, ...report });
}
