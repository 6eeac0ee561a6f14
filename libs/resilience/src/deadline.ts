import { AsyncLocalStorage } from 'node:async_hooks';

/** When the time is up on the monotonic clock, so that a step of the wall clock moves no deadline. */
const ends = new AsyncLocalStorage<number>();

/**
 * Runs `fn` with a deadline in milliseconds since the epoch. An earlier deadline that already holds stays:
 * time can only be cut, never given.
 */
export function withDeadline<T>(epochMs: number, fn: () => T): T {
  const end = performance.now() + (epochMs - Date.now());
  return ends.run(Math.min(end, ends.getStore() ?? Infinity), fn);
}

/** The deadline that holds here, in milliseconds since the epoch (what a header carries), or undefined. */
export function currentDeadline(): number | undefined {
  const end = ends.getStore();
  return end === undefined ? undefined : Math.round(Date.now() + (end - performance.now()));
}

/** How long something may take here: `atMost`, or what remains of the deadline when that is less. Never negative. */
export function remainingMs(atMost: number): number {
  const end = ends.getStore();
  if (end === undefined) return Math.max(0, atMost);
  return Math.max(0, Math.min(atMost, end - performance.now()));
}
