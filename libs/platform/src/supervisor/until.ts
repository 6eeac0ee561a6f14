import { setTimeout as delay } from 'node:timers/promises';

/** Tries until it succeeds; the signal gives it up. */
export async function until(
  attempt: () => Promise<boolean>,
  everyMs: number,
  signal: AbortSignal,
): Promise<void> {
  while (!(await attempt())) await delay(everyMs, undefined, { signal });
}
