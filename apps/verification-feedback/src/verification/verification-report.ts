import {
  type CheckResult,
  type Finding,
  VerificationFinished,
  type VerificationOutcome,
  type VerificationRun,
} from '@throughline/contracts';
import { feedbackFor } from '../feedback/feedback.js';
import { type ComparedCheck, verdictOf } from './outcome.js';

/** What a message holds of the findings; the feedback text has more of what matters. */
const MAX_FINDINGS = 50;

/** What was found out about a tree. */
export interface Report {
  readonly outcome: VerificationOutcome;
  readonly reason: string;
  readonly results: CheckResult[];
  readonly findings: Finding[];
  readonly feedback: string;
}

export function reportOf(checks: readonly ComparedCheck[], feedbackChars: number): Report {
  const findings = checks.flatMap((check) => check.findings);
  const ordered = [...findings.filter((each) => each.isNew), ...findings.filter((each) => !each.isNew)];
  return {
    ...verdictOf(checks),
    results: checks.map(({ result }) => result),
    findings: ordered.slice(0, MAX_FINDINGS),
    feedback: feedbackFor(checks, feedbackChars),
  };
}

/** The checks were not run to their end. */
export const withoutResult = (outcome: 'error' | 'cancelled', reason: string): Report => ({
  outcome,
  reason: reason.slice(0, 4000),
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
