import { ThroughlineError } from '@throughline/contracts';
import { retry } from '@throughline/resilience';

/** A service that ended is started again within seconds; longer than this nobody should look at a still screen. */
const ATTEMPTS = 6;
const MAX_DELAY_MS = 5_000;

/**
 * Asks for a run again while a part of the platform is away: the id makes asking twice safe.
 * @throws whatever the platform refuses, and what is still away after about half a minute
 */
export function createPatiently<T>(create: () => Promise<T>, say: (text: string) => void): Promise<T> {
  return retry(create, {
    attempts: ATTEMPTS,
    baseDelayMs: 1_000,
    maxDelayMs: MAX_DELAY_MS,
    jitter: 'none',
    isRetryable: (error) => {
      const isAway = error instanceof ThroughlineError && error.kind === 'unavailable' && error.retryable;
      if (isAway) say(`${error.message}; trying again`);
      return isAway;
    },
  });
}
