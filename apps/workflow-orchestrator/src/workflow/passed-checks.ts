import type { VerificationFinished } from '@throughline/contracts';

/** Also a check that failed before the work, and finds nothing new, lets an attempt pass: then it says which. */
export const passedChecks = ({
  results,
  reason,
}: Pick<VerificationFinished, 'results' | 'reason'>): string =>
  results.every(({ status }) => status === 'passed') ? 'All checks pass.' : `Passed: ${reason}.`;
