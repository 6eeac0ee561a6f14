import { setTimeout as delay } from 'node:timers/promises';

export interface Patience {
  readonly withinMs: number;
  /** What is wrong, should the condition never come true. */
  readonly otherwise: () => string | Promise<string>;
}

const POLL_MS = 50;

/** Waits for a condition that nobody announces. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  { withinMs, otherwise }: Patience,
): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > end)
      throw new Error(`not within ${String(withinMs / 1000)} s: ${await otherwise()}`);
    await delay(POLL_MS);
  }
}
