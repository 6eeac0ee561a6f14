import { ThroughlineError } from '@throughline/contracts';
import { isFinalRefusal } from '../runs/refusal.js';
import type { Firing } from './firing.entity.js';

/** An owner that is away is waited for so long; then the time counts as failed. */
export const GIVE_UP_AFTER_MS = 24 * 3_600_000;
/** Faults that nobody foresaw are tried so often. */
const MAX_TRIES_OF_FAULTS = 5;
const FIRST_DELAY_MS = 5_000;
const MAX_DELAY_MS = 300_000;
const MAX_REASON = 2000;

type Step = Pick<Firing, 'state' | 'reason' | 'nextTryAt'>;

/** What comes after a try that has failed: another one, or the end. */
export function nextStep(
  { tries, claimedAt }: Pick<Firing, 'tries' | 'claimedAt'>,
  error: unknown,
  now: Date,
): Step {
  const reason = reasonOf(error);
  const isOver = now.getTime() - claimedAt.getTime() >= GIVE_UP_AFTER_MS;
  if (isOver || !isWorthAnother(error, tries)) return { state: 'failed', reason, nextTryAt: null };
  const delay = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(tries - 1, 10));
  return { state: 'claimed', reason, nextTryAt: new Date(now.getTime() + delay) };
}

const isWorthAnother = (error: unknown, tries: number): boolean =>
  !isFinalRefusal(error) && (error instanceof ThroughlineError || tries < MAX_TRIES_OF_FAULTS);

function reasonOf(error: unknown): string {
  const text =
    error instanceof ThroughlineError
      ? `${error.code}: ${error.message}`
      : `internal_error: ${String(error)}`;
  return text.slice(0, MAX_REASON).toWellFormed();
}
