import { setTimeout as delay } from 'node:timers/promises';

/** Waits for something, but not for longer. */
export async function withinMs(done: Promise<unknown>, ms: number): Promise<void> {
  const limit = new AbortController();
  await Promise.race([done, delay(ms, undefined, { signal: limit.signal }).catch(() => undefined)]);
  limit.abort();
}
