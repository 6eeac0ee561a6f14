import type { SpanRecord } from '../export/stored-span.js';

/**
 * One line of a journal. Keys are short because every span of a run is written twice:
 * s = started, e = ended in full, m = acknowledged by the receiver, a = ids kept of spans long acknowledged, h = header.
 */
export type JournalLine =
  | { readonly k: 'h'; readonly resource: Readonly<Record<string, string>> }
  | { readonly k: 's' | 'e'; readonly span: SpanRecord }
  | { readonly k: 'm' | 'a'; readonly t: string; readonly i: readonly string[] };

export const encodeLine = (line: JournalLine): string => `${JSON.stringify(line)}\n`;

/** The line's content; undefined for what was cut off when its process was killed. */
export function decodeLine(text: string): JournalLine | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJournalLine(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isJournalLine(value: unknown): value is JournalLine {
  if (!isObject(value)) return false;
  switch (value['k']) {
    case 'h':
      return isObject(value['resource']) && Object.values(value['resource']).every(isText);
    case 's':
    case 'e':
      return isSpanRecord(value['span']);
    case 'm':
    case 'a':
      return isText(value['t']) && Array.isArray(value['i']) && value['i'].every(isText);
    default:
      return false;
  }
}

function isSpanRecord(value: unknown): value is SpanRecord {
  return (
    isObject(value) &&
    [value['traceId'], value['spanId'], value['name']].every(isText) &&
    typeof value['kind'] === 'number' &&
    [value['startTime'], value['endTime']].every(isHrTime) &&
    [value['attributes'], value['status']].every(isObject) &&
    Array.isArray(value['links']) &&
    Array.isArray(value['events'])
  );
}

const isText = (value: unknown): value is string => typeof value === 'string';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isHrTime = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'number');
