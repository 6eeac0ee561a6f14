import type { SpanRecord } from '../export/stored-span.js';

/**
 * One line of a journal. Keys are short because every span of a run is written twice:
 * s = started, e = ended in full, m = acknowledged by the receiver, a = ids kept of spans long acknowledged, h = header.
 */
export type JournalLine =
  | { readonly k: 'h'; readonly resource: Readonly<Record<string, string>> }
  | { readonly k: 's' | 'e'; readonly span: SpanRecord }
  | { readonly k: 'm' | 'a'; readonly t: string; readonly i: readonly string[] };

export const encodeLine = (line: JournalLine): string =>
  'span' in line ? `{"k":"${line.k}","span":${spanText(line.span)}}\n` : `${JSON.stringify(line)}\n`;

/** As JSON.stringify has it, in half its time: ids are hex, and most spans have neither links nor events. */
function spanText(span: SpanRecord): string {
  const { startTime, endTime } = span;
  return (
    `{"traceId":"${span.traceId}","spanId":"${span.spanId}",` +
    (span.parentSpanId === undefined ? '' : `"parentSpanId":"${span.parentSpanId}",`) +
    (span.parentIsRemote === undefined ? '' : `"parentIsRemote":${span.parentIsRemote},`) +
    `"name":${JSON.stringify(span.name)},"kind":${span.kind},` +
    `"startTime":[${startTime[0]},${startTime[1]}],"endTime":[${endTime[0]},${endTime[1]}],` +
    `"attributes":${JSON.stringify(span.attributes)},"status":${JSON.stringify(span.status)},` +
    `"links":${listText(span.links)},"events":${listText(span.events)}` +
    (span.scope === undefined ? '}' : `,"scope":${JSON.stringify(span.scope)}}`)
  );
}

const listText = (list: readonly unknown[]): string => (list.length === 0 ? '[]' : JSON.stringify(list));

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
