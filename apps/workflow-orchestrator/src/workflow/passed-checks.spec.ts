import { describe, expect, it } from '@jest/globals';
import type { CheckStatus } from '@throughline/contracts';
import { passedChecks } from './passed-checks.js';

const result = (name: string, status: CheckStatus) => ({ name, status, exitCode: null, durationMs: 1 });

describe('passedChecks', () => {
  it('says that all pass only where all do', () => {
    const good = [result('lint', 'passed'), result('test', 'passed')];
    expect(passedChecks({ results: good, reason: 'every check passed' })).toBe('All checks pass.');
    const mixed = [result('lint', 'passed'), result('test', 'failed')];
    const reason = '"test" failed on the base commit already, and there are no new findings';
    expect(passedChecks({ results: mixed, reason })).toBe(`Passed: ${reason}.`);
  });
});
