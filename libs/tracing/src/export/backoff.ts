const FIRST_MS = 500;
const MOST_MS = 15_000;

/** Milliseconds to wait after so many failures in a row: doubling up to a limit, with jitter so that services do not march in step. */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  const full = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 10));
  return Math.round(full * (0.5 + random() / 2));
}
