import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type JournalLine, decodeLine } from './journal-line.js';
import type { TraceJournal } from './journal-folder.js';

const MOST_READS = 20;

/** The lines of a journal file, in order; with `containing`, only those with that text are decoded. */
export async function* readLines(path: string, containing?: string): AsyncGenerator<JournalLine> {
  const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity });
  for await (const text of lines) {
    if (containing !== undefined && !text.includes(containing)) continue;
    const line = decodeLine(text);
    if (line !== undefined) yield line;
  }
}

/** How lines of spans begin; what stands there is all that is wanted of most of them. */
const SPAN_LINE = /^\{"k":"[se]","span":\{"traceId":"([\da-f]{32})","spanId":"([\da-f]{16})"/;

interface SpanIds {
  readonly traceId: string;
  readonly spanIds: readonly string[];
}

/** The ids of spans in a journal file. Reads as little as it can of each line, but all of the last: that may be cut off. */
export async function* readIds(path: string): AsyncGenerator<SpanIds> {
  const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity });
  let before: string | undefined;
  for await (const text of lines) {
    const ids = before === undefined ? undefined : (quickIds(before) ?? idsOf(before));
    if (ids !== undefined) yield ids;
    before = text;
  }
  const last = before === undefined ? undefined : idsOf(before);
  if (last !== undefined) yield last;
}

function quickIds(text: string): SpanIds | undefined {
  if (!text.endsWith('}}')) return undefined;
  const [, traceId, spanId] = SPAN_LINE.exec(text) ?? [];
  return traceId === undefined || spanId === undefined ? undefined : { traceId, spanIds: [spanId] };
}

function idsOf(text: string): SpanIds | undefined {
  if (text.startsWith('{"k":"m"')) return undefined;
  const line = decodeLine(text);
  if (line?.k === 'a') return { traceId: line.t, spanIds: line.i };
  return line !== undefined && 'span' in line
    ? { traceId: line.span.traceId, spanIds: [line.span.spanId] }
    : undefined;
}

/** The folders of a service's processes. */
export async function processFolders(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(absent);
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** The journal files of one process, oldest first. */
export async function journalFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names.filter((name) => name.endsWith('.jsonl')).sort();
}

/** Reads what all processes' journals say of a trace. Files move meanwhile: then it reads again. */
export async function readJournals(path: string, traceId: string): Promise<TraceJournal> {
  for (let read = 1; ; read += 1) {
    try {
      return await readOnce(path, traceId);
    } catch (error) {
      if (!isAbsent(error) || read === MOST_READS) throw error;
    }
  }
}

async function readOnce(path: string, traceId: string): Promise<TraceJournal> {
  const created = new Set<string>();
  const settled = new Set<string>();
  for (const folder of await processFolders(path)) {
    for (const file of await journalFiles(join(path, folder))) {
      for await (const line of readLines(join(path, folder, file), traceId)) {
        note(line, traceId, created, settled);
      }
    }
  }
  return { created: [...created], live: [...created].filter((id) => !settled.has(id)).length };
}

function note(line: JournalLine, traceId: string, created: Set<string>, settled: Set<string>): void {
  if ('span' in line) {
    if (line.span.traceId === traceId) created.add(line.span.spanId);
  } else if ('t' in line && line.t === traceId) {
    for (const id of line.i) {
      settled.add(id);
      if (line.k === 'a') created.add(id);
    }
  }
}

export const isAbsent = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';

function absent(error: unknown): [] {
  if (isAbsent(error)) return [];
  throw error;
}
