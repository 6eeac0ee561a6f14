import { setTimeout as sleep } from 'node:timers/promises';
import { remainingMs } from './deadline.js';
import type { RetryBudget } from './retry-budget.js';

export interface RetryPolicy {
  /** How often `fn` is called at most, the first time included. */
  readonly attempts: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  /** `full` (default) draws each delay from zero to its bound, so that clients do not come back together. */
  readonly jitter?: 'full' | 'none';
  readonly budget?: RetryBudget;
  readonly signal?: AbortSignal;
  /** Default: every error. */
  readonly isRetryable?: (error: unknown) => boolean;
  /** What the other side asked for with this error; a longer delay than ours wins. */
  readonly retryAfterMs?: (error: unknown) => number | undefined;
}

/** The longest delay before the retry that follows try number `tried` (1, 2, ...). */
export function delayBound(tried: number, policy: Pick<RetryPolicy, 'baseDelayMs' | 'maxDelayMs'>): number {
  return Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (tried - 1));
}

/**
 * Calls `fn` until it succeeds, the policy's attempts or budget are used up, the signal aborts, or the delay
 * would not fit into the deadline that holds here; then the last error is thrown, or the signal's reason.
 */
export async function retry<T>(fn: (attempt: number) => Promise<T>, policy: RetryPolicy): Promise<T> {
  policy.budget?.deposit();
  for (let attempt = 1; ; attempt++) {
    policy.signal?.throwIfAborted();
    try {
      return await fn(attempt);
    } catch (error) {
      policy.signal?.throwIfAborted();
      const delay = delayBefore(attempt, error, policy);
      if (delay === undefined) throw error;
      await sleep(delay, undefined, policy.signal === undefined ? {} : { signal: policy.signal }).catch(
        () => {
          throw policy.signal?.reason ?? error;
        },
      );
    }
  }
}

/** How long to wait after this error, or undefined when it is final. */
function delayBefore(tried: number, error: unknown, policy: RetryPolicy): number | undefined {
  if (tried >= policy.attempts) return undefined;
  if (policy.isRetryable?.(error) === false) return undefined;
  const bound = delayBound(tried, policy);
  const own = policy.jitter === 'none' ? bound : Math.random() * bound;
  const delay = Math.max(own, policy.retryAfterMs?.(error) ?? 0);
  if (remainingMs(Infinity) <= delay) return undefined;
  return policy.budget?.withdraw() === false ? undefined : delay;
}
