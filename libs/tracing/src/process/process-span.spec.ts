import { describe, expect, it } from '@jest/globals';
import { programName } from './process-span.js';

describe('programName', () => {
  it.each([
    ['a path', '/usr/bin/git', 'git'],
    ['nothing', '', 'unnamed'],
    ['a path without a name', '/', 'unnamed'],
    ['control characters', 'a\u001b[31m\0\u202eb\ud800', 'a\ufffd[31m\ufffd\ufffdb\ufffd'],
    ['a text without end', 'y'.repeat(9000), 'y'.repeat(64)],
  ])('makes the name of a span of %s', (_what, program, name) => {
    expect(programName(program)).toBe(name);
  });
});
