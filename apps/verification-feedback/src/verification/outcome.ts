import type { CheckResult, Finding } from '@throughline/contracts';

/** How a check ended on the base commit. */
export interface BaselineEnd {
  readonly status: CheckResult['status'];
  readonly exitCode: number | null;
}

/** A check that has run on the tree, compared with the base commit where it did not pass. */
export interface ComparedCheck {
  readonly result: CheckResult;
  readonly findings: readonly Finding[];
  readonly output: string;
  readonly baseline?: BaselineEnd;
}

export interface Verdict {
  readonly outcome: 'passed' | 'failed';
  readonly reason: string;
}

/**
 * Passed: every check passed, or failed in the same way on the base commit already (same exit code, no new finding),
 * which the reason then says. A check that took too long never counts as passed.
 */
export function verdictOf(checks: readonly ComparedCheck[]): Verdict {
  const broken = checks.filter((check) => !countsAsPassed(check));
  if (broken.length > 0) return { outcome: 'failed', reason: broken.map(describe).join('; ').slice(0, 4000) };
  const excused = checks.filter(({ result }) => result.status !== 'passed');
  if (excused.length === 0) return { outcome: 'passed', reason: 'every check passed' };
  const names = excused.map(({ result }) => `"${result.name}"`).join(', ');
  return {
    outcome: 'passed',
    reason: `${names} failed on the base commit already, and there are no new findings`.slice(0, 4000),
  };
}

export function countsAsPassed({ result, findings, baseline }: ComparedCheck): boolean {
  if (result.status === 'passed') return true;
  const sameEnd =
    result.status === 'failed' && baseline?.status === 'failed' && baseline.exitCode === result.exitCode;
  return sameEnd && findings.every((finding) => !finding.isNew);
}

function describe({ result, findings }: ComparedCheck): string {
  const fresh = findings.filter((finding) => finding.isNew).length;
  const how =
    result.status === 'timed_out'
      ? 'did not end in time'
      : `failed with exit code ${result.exitCode ?? 'none'}`;
  return `"${result.name}" ${how} (${fresh} new ${fresh === 1 ? 'finding' : 'findings'})`;
}
