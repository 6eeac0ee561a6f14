import { describe, expect, it } from '@jest/globals';
import type { CheckResult, Finding } from '@throughline/contracts';
import { type BaselineEnd, type ComparedCheck, verdictOf } from './outcome.js';

const finding = (isNew: boolean): Finding => ({
  ...{ check: 'c', rule: 'r', file: null, line: null, severity: 'error', message: 'm', fingerprint: 'f' },
  isNew,
});

function check(status: CheckResult['status'], isNew: boolean[] = [], baseline?: BaselineEnd): ComparedCheck {
  const exitCode = status === 'passed' ? 0 : status === 'failed' ? 1 : null;
  const compared = {
    result: { name: 'npm test', status, exitCode, durationMs: 5 },
    findings: isNew.map(finding),
    output: '',
  };
  return baseline === undefined ? compared : { ...compared, baseline };
}

describe('verdictOf', () => {
  it('passes when every check passed', () => {
    expect(verdictOf([check('passed'), check('passed')])).toEqual({
      outcome: 'passed',
      reason: 'every check passed',
    });
  });

  it('passes, and says so, when a check failed on the base commit in the same way', () => {
    const { outcome, reason } = verdictOf([
      check('passed'),
      check('failed', [false], { status: 'failed', exitCode: 1 }),
    ]);
    expect(outcome).toBe('passed');
    expect(reason).toContain('"npm test" failed on the base commit already');
  });

  it.each([
    ['a new finding', check('failed', [false, true], { status: 'failed', exitCode: 1 })],
    ['another exit code', check('failed', [false], { status: 'failed', exitCode: 2 })],
    ['a check that passed on the base commit', check('failed', [true], { status: 'passed', exitCode: 0 })],
    [
      'a base commit where it took too long',
      check('failed', [true], { status: 'timed_out', exitCode: null }),
    ],
    [
      'a check that took too long, as on the base commit',
      check('timed_out', [false], { status: 'timed_out', exitCode: null }),
    ],
    ['a failure without a comparison', check('failed', [false])],
  ])('fails for %s', (_, broken) => {
    const { outcome, reason } = verdictOf([check('passed'), broken]);
    expect(outcome).toBe('failed');
    expect(reason).toContain('"npm test"');
  });
});
