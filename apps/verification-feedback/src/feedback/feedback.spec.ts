import { describe, expect, it } from '@jest/globals';
import type { Finding } from '@throughline/contracts';
import fc from 'fast-check';
import type { ComparedCheck } from '../verification/outcome.js';
import { feedbackFor, headAndTail } from './feedback.js';

const finding = (message: string, isNew = true): Finding => ({
  ...{ check: 'npm test', rule: 'test', file: 'a.js', line: 3, severity: 'error', fingerprint: 'f' },
  message,
  isNew,
});
const broken = (findings: Finding[], output: string): ComparedCheck => ({
  result: { name: 'npm test', status: 'failed', exitCode: 1, durationMs: 5 },
  ...{ findings, output },
});
const passed: ComparedCheck = {
  result: { name: 'lint', status: 'passed', exitCode: 0, durationMs: 5 },
  findings: [],
  output: 'quiet',
};

describe('feedbackFor', () => {
  it('is empty when nothing broke', () => {
    expect(feedbackFor([passed], 1000)).toBe('');
  });

  it('tells new findings first, then the output', () => {
    expect(feedbackFor([passed, broken([finding('old', false), finding('fresh')], 'start\nend')], 1000)).toBe(
      'The check "npm test" failed with exit code 1.\n- new error a.js:3 [test] fresh\n- known error a.js:3 [test] old\nOutput:\nstart\nend',
    );
  });

  it('says how many findings it leaves out', () => {
    const many = Array.from({ length: 50 }, (_, index) => finding(`number ${index}`));
    expect(feedbackFor([broken(many, 'x'.repeat(5000))], 1000)).toMatch(
      /number 0\n[^]*- and \d+ more\nOutput:\nx+\n… cut …\nx+$/,
    );
  });

  it('never passes its budget, and always names each check that broke', () => {
    const check = fc.tuple(
      fc.array(
        fc.string().map((text) => finding(text)),
        { maxLength: 30 },
      ),
      fc.string({ maxLength: 3000 }),
    );
    fc.assert(
      fc.property(
        fc.array(
          check.map(([findings, output]) => broken(findings, output)),
          { minLength: 1, maxLength: 10 },
        ),
        fc.integer({ min: 1000, max: 5000 }),
        (checks, budget) => {
          const text = feedbackFor(checks, budget);
          expect(text.length).toBeLessThanOrEqual(budget);
          expect(text.split('The check "npm test" failed').length - 1).toBeGreaterThanOrEqual(checks.length);
        },
      ),
    );
  });
});

describe('headAndTail', () => {
  it('keeps both ends', () => {
    const text = headAndTail(`first${'.'.repeat(500)}last`, 100);
    expect(text).toHaveLength(100);
    expect(text).toMatch(/^first.*\n… cut …\n.*last$/);
  });
});
