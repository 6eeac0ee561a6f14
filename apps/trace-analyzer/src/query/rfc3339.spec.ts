import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { microsecondsAt } from './rfc3339.js';

describe('microsecondsAt', () => {
  it('keeps microseconds and leaves out nanoseconds', () => {
    expect(microsecondsAt('2026-01-31T12:00:00.123456789Z')).toBe(Date.UTC(2026, 0, 31, 12) * 1000 + 123_456);
    expect(microsecondsAt('2026-01-31T12:00:00.5+01:00')).toBe(Date.UTC(2026, 0, 31, 11) * 1000 + 500_000);
  });
  it('agrees with Date on every time that Date can write', () => {
    const dates = fc.date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true });
    fc.assert(fc.property(dates, (date) => microsecondsAt(date.toISOString()) === date.getTime() * 1000));
  });
  it.each(['', 'yesterday', '2026-01-31', '2026-13-31T12:00:00Z', '1769860800'])('refuses %j', (text) => {
    expect(microsecondsAt(text)).toBeUndefined();
  });
});
