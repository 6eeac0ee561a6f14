import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { microsecondsOf } from './go-duration.js';

describe('microsecondsOf', () => {
  it.each([
    ['100ms', 100_000],
    ['1.5s', 1_500_000],
    ['1h30m', 5_400_000_000],
    ['250us', 250],
    ['250µs', 250],
    ['2000ns', 2],
  ])('reads %s', (text, expected) => {
    expect(microsecondsOf(text)).toBe(expected);
  });
  it('reads no other text', () => {
    fc.assert(fc.property(fc.stringMatching(/^[^µhmsu]*$/), (text) => microsecondsOf(text) === undefined));
    for (const text of ['', '5', 'ms', '-1s', '1 s', '1s ']) expect(microsecondsOf(text)).toBeUndefined();
  });
});
