import { ProviderRateLimitedError, ProviderUnavailableError } from '../provider.errors.js';

/** Who is told to wait longer than this has a caller who can wait better than a request that is held open. */
const LONGEST_WAIT_MS = 30_000;

/** Only what a moment may heal; a silent server has already had all the time there was. */
export function isWorthRetrying(error: unknown): boolean {
  const transient = error instanceof ProviderRateLimitedError || error instanceof ProviderUnavailableError;
  return transient && (waitOf(error) ?? 0) <= LONGEST_WAIT_MS;
}

/** What the server asked for, in milliseconds. */
export const waitOf = (error: unknown): number | undefined =>
  error instanceof ProviderRateLimitedError || error instanceof ProviderUnavailableError
    ? error.retryAfterMs
    : undefined;
