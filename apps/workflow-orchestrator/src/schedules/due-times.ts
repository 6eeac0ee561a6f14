import type { MissedPolicy } from '@throughline/contracts';

/** A time counts as missed when nobody has looked for so long after it. */
export const MISSED_AFTER_MS = 60_000;

/** Of times that were missed, at most so many are made up for, the newest ones. */
export const MAX_MADE_UP = 10;

export interface DueTimes {
  /** For each of them a run is made, oldest first. */
  readonly fire: readonly Date[];
  /** The newest one of those for which none is made. */
  readonly missed: Date | null;
}

/** What becomes of the times that have passed since somebody looked, oldest first. */
export function dueTimes(passed: readonly Date[], policy: MissedPolicy, now: Date): DueTimes {
  const fire = chosen(passed, policy, now);
  const isLeftOut = (time: Date): boolean => !fire.includes(time);
  return { fire, missed: passed.findLast(isLeftOut) ?? null };
}

function chosen(passed: readonly Date[], policy: MissedPolicy, now: Date): readonly Date[] {
  switch (policy) {
    case 'all':
      return passed.slice(-MAX_MADE_UP);
    case 'once':
      return passed.slice(-1);
    case 'skip':
      return passed.filter((time) => now.getTime() - time.getTime() < MISSED_AFTER_MS);
  }
}
