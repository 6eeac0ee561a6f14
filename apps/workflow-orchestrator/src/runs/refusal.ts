import { ThroughlineError } from '@throughline/contracts';

/** The same request would be refused again: nothing comes of trying later. */
export const isFinalRefusal = (error: unknown): boolean =>
  error instanceof ThroughlineError && !error.retryable;
