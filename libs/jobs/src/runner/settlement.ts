import { storableText } from '@throughline/persistence';
import type { GiveBack } from '../queue/job-rows.js';
import { type JobEnd, type JobFate, jobFate, MAX_TRIES } from './job-fate.js';

/** What is written about a job that its handler has not completed. */
export type Settlement =
  | { readonly kind: 'none' }
  | { readonly kind: 'end'; readonly outcome: 'failed' | 'cancelled' }
  | { readonly kind: 'give-back'; readonly options: GiveBack };

/** After a failed try; `exhausted` is none of these, because something has to be done for it first. */
export function settlementOf(fate: Exclude<JobFate, { kind: 'exhausted' }>, error: unknown): Settlement {
  switch (fate.kind) {
    case 'lost':
      return { kind: 'none' };
    case 'cancelled':
      return { kind: 'end', outcome: 'cancelled' };
    case 'handed-back':
      return { kind: 'give-back', options: {} };
    case 'deferred':
      return { kind: 'give-back', options: { delayMs: fate.delayMs, deferrals: 1, error: textOf(error) } };
    case 'failed':
      return { kind: 'give-back', options: { delayMs: fate.delayMs, tries: 1, error: textOf(error) } };
  }
}

const EXHAUSTION_RETRY_MS = 30_000;

/**
 * After `exhausted` itself has failed. The job keeps the error that exhausted it, and its count of tries, which is now
 * at its limit or above, says that only `exhausted` is left to be called: as often again, then the job is failed.
 */
export function settlementOfExhaustion(end: JobEnd, exhaustedBy: unknown): Settlement {
  const fate = jobFate(end);
  if (fate.kind === 'lost' || fate.kind === 'cancelled' || fate.kind === 'handed-back')
    return settlementOf(fate, end.error);
  const error = textOf(exhaustedBy);
  const isFirst = end.tries < MAX_TRIES;
  if (fate.kind === 'deferred') {
    const options = { delayMs: fate.delayMs, deferrals: 1, error } as const;
    return { kind: 'give-back', options: isFirst ? { ...options, tries: 1 } : options };
  }
  if (end.tries + 1 >= 2 * MAX_TRIES) return { kind: 'end', outcome: 'failed' };
  return { kind: 'give-back', options: { delayMs: EXHAUSTION_RETRY_MS, tries: 1, error } };
}

const textOf = (error: unknown): string =>
  storableText((error instanceof Error ? error.message : String(error)).slice(0, 4_000));
