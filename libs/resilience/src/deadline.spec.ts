import { describe, expect, it } from '@jest/globals';
import { currentDeadline, remainingMs, withDeadline } from './deadline.js';

describe('deadline', () => {
  it('is absent outside and leaves what was asked for', () => {
    expect(currentDeadline()).toBeUndefined();
    expect(remainingMs(500)).toBe(500);
    expect(remainingMs(Infinity)).toBe(Infinity);
  });

  it('cuts what is asked for to what remains', () => {
    withDeadline(Date.now() + 1_000, () => {
      expect(remainingMs(30_000)).toBeLessThanOrEqual(1_000);
      expect(remainingMs(30_000)).toBeGreaterThan(800);
      expect(remainingMs(10)).toBe(10);
    });
  });

  it('can be cut by an inner one, never lengthened', () => {
    const outer = Date.now() + 1_000;
    withDeadline(outer, () => {
      withDeadline(outer + 60_000, () => expect(Math.abs((currentDeadline() ?? 0) - outer)).toBeLessThan(50));
      withDeadline(outer - 500, () => expect(remainingMs(Infinity)).toBeLessThanOrEqual(500));
    });
  });

  it('holds across asynchronous steps and is never negative', async () => {
    await withDeadline(Date.now() - 5, async () => {
      await Promise.resolve();
      expect(remainingMs(1_000)).toBe(0);
    });
  });
});
