import { type ErrorKind, ThroughlineError } from '@throughline/contracts';
import { isTransactionConflict } from '@throughline/persistence';
import { retryDelay } from '../topology/names.js';

/** Failed tries after which a message is a dead letter. */
export const MAX_TRIES = 5;

/** Something else is away: however often it is tried, the message is not at fault. */
const OUTAGES: ReadonlySet<ErrorKind> = new Set<ErrorKind>(['unavailable', 'timeout']);

export type Outcome =
  | { readonly kind: 'retry'; readonly delayMs: number }
  | { readonly kind: 'dead-letter'; readonly tries: number };

/** What becomes of a message whose handler failed, alone in its transaction, after `retries` earlier tries. */
export function outcomeOf(error: unknown, retries: number): Outcome {
  const tries = retries + 1;
  if (isOutage(error)) return { kind: 'retry', delayMs: retryDelay(tries) };
  if (isInvalid(error) || tries >= MAX_TRIES) return { kind: 'dead-letter', tries };
  return { kind: 'retry', delayMs: retryDelay(tries) };
}

const isOutage = (error: unknown): boolean =>
  isTransactionConflict(error) ||
  (error instanceof ThroughlineError && error.retryable && OUTAGES.has(error.kind));

const isInvalid = (error: unknown): boolean => error instanceof ThroughlineError && error.kind === 'invalid';
