import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { redactArguments } from './redact-arguments.js';

const CANARY = 'c4n4ryS3cretValue';

describe('redactArguments', () => {
  it.each([
    [
      ['clone', `https://me:${CANARY}@example.com/r.git`],
      ['clone', 'https://***@example.com/r.git'],
    ],
    [
      ['clone', `https://${CANARY}@example.com/r.git`],
      ['clone', 'https://***@example.com/r.git'],
    ],
    [
      ['fetch', `https://example.com/r?access_token=${CANARY}&depth=1`],
      ['fetch', 'https://example.com/r?access_token=***&depth=1'],
    ],
    [
      ['-c', `http.extraHeader=Authorization: Basic ${CANARY}`],
      ['-c', 'http.extraHeader=***'],
    ],
    [
      ['--token', CANARY, 'x'],
      ['--token', '***', 'x'],
    ],
    [[`--api-key=${CANARY}`], ['--api-key=***']],
    [[`GITHUB_TOKEN=${CANARY}`], ['GITHUB_TOKEN=***']],
    [
      ['-H', `Authorization: Bearer ${CANARY}`],
      ['-H', 'Authorization: ***'],
    ],
    [
      ['echo', 'ghp_0123456789abcdefABCDEF'],
      ['echo', '***'],
    ],
    [
      ['commit', '-m', 'Add the token bucket'],
      ['commit', '-m', 'Add the token bucket'],
    ],
    [
      ['worktree', 'add', '--detach', '/tmp/x'],
      ['worktree', 'add', '--detach', '/tmp/x'],
    ],
  ])('%j', (argv, expected) => {
    expect(redactArguments(argv)).toEqual(expected);
  });

  it('never shows the password of a URL, wherever it stands', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ maxLength: 50 }), (before, after) => {
        expect(redactArguments([`${before} https://u:${CANARY}@host/${after}`]).join()).not.toContain(CANARY);
      }),
    );
  });

  it('bounds the number and the length of what is shown', () => {
    const shown = redactArguments(Array.from({ length: 1_000 }, () => 'x'.repeat(10_000)));
    expect(shown).toHaveLength(65);
    expect(shown.at(-1)).toBe('… 936 more');
    expect(shown[0]).toHaveLength(257);
  });
});
