import { describe, expect, it } from '@jest/globals';
import { fingerprintOf, normalised } from './fingerprint.js';
import type { RawFinding } from './raw-finding.js';

const finding: RawFinding = {
  rule: 'test',
  file: 'a.js',
  line: 3,
  severity: 'error',
  message: 'took 12ms at /tmp/x-1/y.js:4',
};

describe('fingerprintOf', () => {
  it('stays when the fault moves, and when it runs on another day', () => {
    const later = { ...finding, line: 30, message: 'took 1 ms at /var/tmp/other/y.js:99' };
    expect(fingerprintOf('npm test', later)).toBe(fingerprintOf('npm test', finding));
  });

  it.each([{ rule: 'lint' }, { file: 'b.js' }, { message: 'something else' }])(
    'differs with %j',
    (change) => {
      expect(fingerprintOf('npm test', { ...finding, ...change })).not.toBe(
        fingerprintOf('npm test', finding),
      );
    },
  );

  it('differs with the check', () => {
    expect(fingerprintOf('npm run lint', finding)).not.toBe(fingerprintOf('npm test', finding));
  });
});

describe('normalised', () => {
  it.each([
    ['expected 1 to be 22', 'expected # to be #'],
    ['at 0x7ffd3c in deadbeef01', 'at # in #'],
    ['a  b\n c', 'a b c'],
    ['and/or is kept', 'and/or is kept'],
    ['see /home/me/x.ts:3:4', 'see <path>:#'],
  ])('%j -> %j', (message, text) => {
    expect(normalised(message)).toBe(text);
  });
});
