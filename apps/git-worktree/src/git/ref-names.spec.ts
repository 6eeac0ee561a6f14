import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isBranchName } from './ref-names.js';

const HOSTILE = [
  '',
  '-x',
  '--upload-pack=x',
  'a..b',
  'a@{1}',
  '@',
  'a.lock',
  'a.lock/b',
  'a b',
  'a~1',
  'a^',
  'a:b',
  'a?b',
  'a*b',
  'a[b',
  'a\\b',
  '/a',
  'a/',
  'a//b',
  '.a',
  'a/.b',
  'a.',
  'a\nb',
  'a\u007fb',
  'refs/heads/x',
  'REFS/x',
  'x'.repeat(300),
  '\ud800',
];

describe('isBranchName', () => {
  it.each(HOSTILE)('refuses %j', (name) => expect(isBranchName(name)).toBe(false));
  it.each(['main', 'feature/x', 'v1.2', 'grün', 'a-b_c', '0a', 'throughline/0190'])('takes %j', (name) =>
    expect(isBranchName(name)).toBe(true),
  );

  it('takes nothing that git would not take', () => {
    const name = fc.string({
      unit: fc.constantFrom(...Array.from('ab/.-@{~^:?*[\\ lock\u0001')),
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(name, (branch) => {
        fc.pre(isBranchName(branch));
        expect(() =>
          execFileSync('git', ['check-ref-format', '--branch', branch], { stdio: 'pipe' }),
        ).not.toThrow();
      }),
      { numRuns: 60 },
    );
  });
});
