import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { retryAfterMs } from './retry-after.js';

const NOW = Date.parse('2026-11-21T10:00:00Z');

describe('retryAfterMs', () => {
  it.each([
    ['seconds', { 'retry-after': '7' }, 7000],
    ['a fraction', { 'retry-after': '0.25' }, 250],
    ['a date', { 'retry-after': 'Sat, 21 Nov 2026 10:00:03 GMT' }, 3000],
    ['a date that has passed', { 'retry-after': 'Sat, 21 Nov 2026 09:00:00 GMT' }, 0],
    ['milliseconds first', { 'retry-after': '7', 'retry-after-ms': '120' }, 120],
    ['nothing', {}, undefined],
    ['nonsense', { 'retry-after': 'soon' }, undefined],
    ['a negative number of milliseconds', { 'retry-after-ms': '-5' }, undefined],
  ])('reads %s', (_, headers, expected) => {
    expect(retryAfterMs(headers, NOW)).toBe(expected);
  });

  it('is never negative and never not a number, whatever the server sends', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(retryAfterMs({ 'retry-after': text }, NOW) ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
