import { describe, expect, it } from '@jest/globals';
import { withDeadline } from './deadline.js';
import { RetryBudget } from './retry-budget.js';
import { delayBound, retry } from './retry.js';

const quick = { attempts: 3, baseDelayMs: 1, maxDelayMs: 2 };

/** Fails as often as told, then succeeds. */
function flaky(failures: number) {
  const calls = { count: 0 };
  const fn = () => {
    calls.count += 1;
    return calls.count <= failures
      ? Promise.reject(new Error(`failure ${calls.count}`))
      : Promise.resolve('ok');
  };
  return { calls, fn };
}

describe('retry', () => {
  it('tries until it succeeds', async () => {
    const { calls, fn } = flaky(2);
    await expect(retry(fn, quick)).resolves.toBe('ok');
    expect(calls.count).toBe(3);
  });

  it('throws the last error when its attempts are used up', async () => {
    const { calls, fn } = flaky(5);
    await expect(retry(fn, quick)).rejects.toThrow('failure 3');
    expect(calls.count).toBe(3);
  });

  it('does not try again what is not retryable', async () => {
    const { calls, fn } = flaky(1);
    await expect(retry(fn, { ...quick, isRetryable: () => false })).rejects.toThrow('failure 1');
    expect(calls.count).toBe(1);
  });

  it('stops when the budget is empty', async () => {
    const budget = new RetryBudget({ capacity: 1, perCall: 0, perSecond: 0 });
    const { calls, fn } = flaky(5);
    await expect(retry(fn, { ...quick, attempts: 5, budget })).rejects.toThrow('failure 2');
    expect(calls.count).toBe(2);
  });

  it('does not wait for a delay that the deadline does not allow', async () => {
    const { calls, fn } = flaky(5);
    const policy = { attempts: 3, baseDelayMs: 60_000, maxDelayMs: 60_000, jitter: 'none' } as const;
    const run = () => retry(fn, policy);
    await expect(withDeadline(Date.now() + 1_000, run)).rejects.toThrow('failure 1');
    expect(calls.count).toBe(1);
  });

  it('ends a delay at once when the signal aborts, with its reason', async () => {
    const stop = new AbortController();
    const fn = () => {
      queueMicrotask(() => stop.abort(new Error('cancelled')));
      return Promise.reject(new Error('down'));
    };
    const policy = { attempts: 3, baseDelayMs: 60_000, maxDelayMs: 60_000, jitter: 'none' } as const;
    await expect(retry(fn, { ...policy, signal: stop.signal })).rejects.toThrow('cancelled');
  });

  it('doubles its delays up to a bound', () => {
    const policy = { baseDelayMs: 100, maxDelayMs: 1_000 };
    expect([1, 2, 3, 4, 5, 50].map((tried) => delayBound(tried, policy))).toEqual([
      100, 200, 400, 800, 1_000, 1_000,
    ]);
  });
});
