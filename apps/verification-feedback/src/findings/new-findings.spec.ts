import { describe, expect, it } from '@jest/globals';
import { countFingerprints, markNew } from './new-findings.js';
import type { FoundFinding } from './parse-findings.js';

const found = (fingerprint: string): FoundFinding => ({
  check: 'c',
  rule: 'r',
  file: null,
  line: null,
  severity: 'error',
  message: 'm',
  fingerprint,
});

describe('markNew', () => {
  it('marks what the base commit did not have, and more of what it had', () => {
    const baseline = countFingerprints([found('a'), found('a'), found('b')]);
    const marked = markNew([found('a'), found('a'), found('a'), found('b'), found('c')], baseline);
    expect(marked.map((finding) => finding.isNew)).toEqual([false, false, true, false, true]);
  });

  it('marks everything where the base commit had nothing', () => {
    expect(markNew([found('a')], {})).toMatchObject([{ isNew: true }]);
  });
});
