import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ClaimsOfBefore } from './claims-of-before.js';

const CLAIM = 15;

/** Whether a claim counts for nothing, at so many seconds after the start. */
function isTakenOver(claimedAt: number, lookedAt: number): boolean {
  let seconds = 0;
  const claims = new ClaimsOfBefore(CLAIM, () => seconds * 1_000);
  seconds = lookedAt;
  return claimedAt + CLAIM <= lookedAt + claims.horizonSeconds;
}

const BEFORE = fc.double({ min: -100, max: -0.01, noNaN: true });
const AFTER = fc.double({ min: 0, max: 100, noNaN: true });

describe('claims of before the start', () => {
  it('are all taken over two seconds after it', () => {
    fc.assert(fc.property(BEFORE, (claimedAt) => isTakenOver(claimedAt, 2)));
  });

  it('are not taken over while they are younger than that: who made them may be sending', () => {
    expect(isTakenOver(-1.5, 0)).toBe(false);
    expect(isTakenOver(-2.5, 0)).toBe(true);
    expect(isTakenOver(-1.5, 0.5)).toBe(true);
  });

  it('are the only ones: what is claimed since counts until it runs out', () => {
    fc.assert(
      fc.property(AFTER, AFTER, (claimedAt, age) => {
        fc.pre(age < CLAIM - 0.001);
        return !isTakenOver(claimedAt + 0.001, claimedAt + 0.001 + age);
      }),
    );
    expect(isTakenOver(1, 1 + CLAIM)).toBe(true);
  });
});
