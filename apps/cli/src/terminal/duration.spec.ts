import { describe, expect, it } from '@jest/globals';
import { durationText } from './duration.js';

describe('durationText', () => {
  it.each([
    [0.35, '350 µs'],
    [12.4, '12 ms'],
    [3400, '3.4 s'],
    [125_000, '2 m 05 s'],
    [7_500_000, '2 h 05 m'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });
});
