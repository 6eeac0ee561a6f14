import { copyFileSync, statSync, truncateSync } from 'node:fs';

/** A log is kept once more, as `NAME.1`, and begins anew when it is longer than this. */
export const MAX_LOG_BYTES = 10 * 1024 * 1024;

/**
 * Bounds a log that a running process appends to. The file stays the same one: everybody writes at its end,
 * so emptying it is enough.
 */
export function boundLog(path: string, maxBytes = MAX_LOG_BYTES): void {
  try {
    if (statSync(path).size <= maxBytes) return;
    copyFileSync(path, `${path}.1`);
    truncateSync(path, 0);
  } catch {
    // There is no such log yet.
  }
}
