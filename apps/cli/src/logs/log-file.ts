import { open } from 'node:fs/promises';

/** Of a longer log only its end is looked at. */
const MAX_BYTES = 8 * 1024 * 1024;

export interface LogLine {
  /** RFC 3339, empty for a line that is not of ours. */
  readonly at: string;
  readonly text: string;
}

export async function endOfLog(path: string): Promise<string[]> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.min(size, MAX_BYTES));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, size - buffer.length);
    return buffer
      .toString('utf8', 0, bytesRead)
      .split('\n')
      .filter((line) => line !== '');
  } finally {
    await file.close();
  }
}

export function logLine(text: string): LogLine {
  return { at: /"timestamp":"([^"]+)"/.exec(text)?.[1] ?? '', text };
}
