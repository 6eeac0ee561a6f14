import { ThroughlineError } from '@throughline/contracts';
import { isDatabaseUnavailable, isTransactionConflict } from '@throughline/persistence';
import { JobCancelledError, JobHandedBackError, LeaseLostError } from '../job-errors.js';

/** Failed tries after which a job is exhausted. */
export const MAX_TRIES = 5;
const LONGEST_DEFERRAL_MS = 30_000;
const LONGEST_RETRY_DELAY_MS = 60_000;

export type JobFate =
  | { readonly kind: 'lost' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'handed-back' }
  | { readonly kind: 'deferred'; readonly delayMs: number }
  | { readonly kind: 'failed'; readonly delayMs: number }
  | { readonly kind: 'exhausted' };

export interface JobEnd {
  readonly error: unknown;
  /** Reason of the abort of the job's signal, if it was. */
  readonly abortReason: unknown;
  readonly tries: number;
  readonly deferrals: number;
}

/** What becomes of a job whose handler has ended without completing it. */
export function jobFate({ error, abortReason, tries, deferrals }: JobEnd): JobFate {
  if (error instanceof LeaseLostError || abortReason instanceof LeaseLostError) return { kind: 'lost' };
  if (abortReason instanceof JobCancelledError) return { kind: 'cancelled' };
  if (abortReason instanceof JobHandedBackError) return { kind: 'handed-back' };
  if (isSomethingElseAway(error)) return { kind: 'deferred', delayMs: deferral(error, deferrals) };
  if (tries + 1 >= MAX_TRIES) return { kind: 'exhausted' };
  return { kind: 'failed', delayMs: Math.min(LONGEST_RETRY_DELAY_MS, 1_000 * 4 ** tries) };
}

const isSomethingElseAway = (error: unknown): boolean =>
  isDatabaseUnavailable(error) ||
  isTransactionConflict(error) ||
  (error instanceof ThroughlineError && error.retryable);

function deferral(error: unknown, deferrals: number): number {
  const asked = error instanceof ThroughlineError ? (error.retryAfterSeconds ?? 0) * 1_000 : 0;
  return Math.max(asked, Math.min(LONGEST_DEFERRAL_MS, 1_000 * 2 ** Math.min(deferrals, 10)));
}
