import { closeSync, openSync, readSync, statSync } from 'node:fs';

const MOST_BYTES = 64 * 1024;

/** Where the next line of a log will stand. */
export const endOf = (log: string): number => statSync(log, { throwIfNoEntry: false })?.size ?? 0;

/** What a process has written to its log since `from` that is no line of JSON: its words for people. */
export function lastWords(log: string, from: number): string {
  const written = endOf(log) - from;
  if (written <= 0) return '';
  const length = Math.min(written, MOST_BYTES);
  const bytes = Buffer.alloc(length);
  const file = openSync(log, 'r');
  try {
    readSync(file, bytes, 0, length, from + written - length);
  } finally {
    closeSync(file);
  }
  const lines = bytes.toString('utf8').split('\n');
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('{'))
    .join('; ')
    .slice(0, 1000);
}
