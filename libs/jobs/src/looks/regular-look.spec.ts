import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { RegularLook } from './regular-look.js';

/** A look that ends when it is told to. */
class Looks {
  readonly ends: (() => void)[] = [];
  signal: AbortSignal | undefined;

  readonly look = (signal: AbortSignal): Promise<void> => {
    this.signal = signal;
    return new Promise((resolve) => this.ends.push(resolve));
  };

  get begun(): number {
    return this.ends.length;
  }

  async endLast(): Promise<void> {
    this.ends.at(-1)?.();
    await settled();
  }
}

/** What is to happen at once has happened. */
const settled = async (): Promise<void> => {
  for (let i = 0; i < 10; i += 1) await Promise.resolve();
};

describe('a regular look', () => {
  const looks = (look: (signal: AbortSignal) => Promise<void>): RegularLook =>
    new RegularLook({ everyMs: 1_000, look, logger: 'test', failure: 'a look failed' });

  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('comes at each interval, but never while one is under way', async () => {
    const seen = new Looks();
    const regular = looks(seen.look);
    regular.start();
    jest.advanceTimersByTime(3_500);
    expect(seen.begun).toBe(1);
    await seen.endLast();
    expect(seen.begun).toBe(1);
    jest.advanceTimersByTime(500);
    expect(seen.begun).toBe(2);
    await seen.endLast();
    await regular.stop();
  });

  it('comes once more after one during which it was woken, however often', async () => {
    const seen = new Looks();
    const regular = looks(seen.look);
    for (let i = 0; i < 5; i += 1) regular.wake();
    expect(seen.begun).toBe(1);
    await seen.endLast();
    expect(seen.begun).toBe(2);
    await seen.endLast();
    expect(seen.begun).toBe(2);
  });

  it('comes only when it is woken where there is no interval', async () => {
    const seen = new Looks();
    const regular = new RegularLook({ look: seen.look, logger: 'test', failure: 'a look failed' });
    regular.start();
    jest.advanceTimersByTime(3_600_000);
    expect(seen.begun).toBe(0);
    regular.wake();
    expect(seen.begun).toBe(1);
    await seen.endLast();
    await regular.stop();
  });

  it('goes on after a failure', async () => {
    let begun = 0;
    const regular = looks(() => {
      begun += 1;
      return Promise.reject(new Error('the database is away'));
    });
    regular.start();
    for (const count of [1, 2, 3]) {
      jest.advanceTimersByTime(1_000);
      await settled();
      expect(begun).toBe(count);
    }
    await regular.stop();
  });

  it('tells the one under way that it is over, waits for its end, and comes no more', async () => {
    const seen = new Looks();
    const regular = looks(seen.look);
    regular.start();
    regular.wake();
    regular.wake();
    let isStopped = false;
    const stopped = regular.stop().then(() => {
      isStopped = true;
    });
    await settled();
    expect([seen.signal?.aborted, isStopped]).toEqual([true, false]);
    await seen.endLast();
    await stopped;
    regular.wake();
    jest.advanceTimersByTime(5_000);
    expect(seen.begun).toBe(1);
  });
});
