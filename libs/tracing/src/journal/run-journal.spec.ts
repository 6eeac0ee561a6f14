import { readFileSync, statSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { SpanRecord } from '../export/stored-span.js';
import { newSpanId, randomHex } from '../ids/span-ids.js';
import { TraceErrors } from '../metrics/trace-errors.js';
import { JournalFolder } from './journal-folder.js';
import type { JournalLimits } from './journal-limits.js';
import { RunJournal } from './run-journal.js';

const ROOMY: JournalLimits = { segmentBytes: 1_000_000, totalBytes: 10_000_000, archivedRuns: 10 };

function record(traceId: string): SpanRecord {
  return {
    traceId,
    spanId: newSpanId(),
    name: 'work',
    kind: SpanKind.INTERNAL,
    startTime: [1_700_000_000, 1],
    endTime: [1_700_000_000, 2],
    attributes: { text: 'x'.repeat(100) },
    status: { code: SpanStatusCode.UNSET },
    links: [],
    events: [],
  };
}

describe('RunJournal', () => {
  let path: string;
  let errors: TraceErrors;
  const open = (limits: JournalLimits): RunJournal =>
    new RunJournal(path, { 'service.name': 'x' }, errors, limits);
  const journalOf = (traceId: string): Promise<{ created: string[]; live: number }> =>
    new JournalFolder(path).journalOf(traceId);

  /** Spans that have started and ended. */
  function work(journal: RunJournal, traceId: string, count: number): string[] {
    const records = Array.from({ length: count }, () => record(traceId));
    for (const each of records) {
      journal.started(each);
      journal.ended(each);
    }
    return records.map(({ spanId }) => spanId);
  }

  beforeAll(() => {
    process.env['LOG_LEVEL'] = 'silent'; // a full journal is what is tested here
  });

  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'throughline-journal-'));
    errors = new TraceErrors();
  });
  afterEach(() => rm(path, { recursive: true, force: true }));

  it('counts a span as live until it has ended and is acknowledged', async () => {
    const journal = open(ROOMY);
    const [traceId, other] = [randomHex(16), randomHex(16)];
    const span = record(traceId);
    journal.started(span);
    work(journal, other, 2);
    expect(await journalOf(traceId)).toEqual({ created: [span.spanId], live: 1 });
    journal.ended(span);
    expect(await journalOf(traceId)).toEqual({ created: [span.spanId], live: 1 });
    journal.acknowledged([span.spanId]);
    expect(await journalOf(traceId)).toEqual({ created: [span.spanId], live: 0 });
    expect(await journalOf(randomHex(16))).toEqual({ created: [], live: 0 });
  });

  it('writes what starts together in one go, and a span that is over in one line', async () => {
    const journal = open(ROOMY);
    const lines = (): string[] => {
      const file = join(journal.folder, '000001.jsonl');
      return readFileSync(file, 'utf8').trimEnd().split('\n').slice(1);
    };
    const trace = randomHex(16);
    journal.together(() => {
      journal.started(record(trace));
      journal.together(() => journal.started(record(trace)));
      expect(lines()).toEqual([]);
    });
    expect(lines()).toHaveLength(2);
    const over = record(trace);
    expect(journal.ended(over)).toBe(true);
    expect(await journalOf(trace)).toMatchObject({ live: 3 });
    journal.acknowledged([over.spanId]);
    await nextTurn();
    expect(await journalOf(trace)).toMatchObject({ live: 2 });
  });

  it('reads back what has left memory, as it was', () => {
    const journal = open({ ...ROOMY, segmentBytes: 1_000 });
    const spans = Array.from({ length: 20 }, () => record(randomHex(16)));
    for (const span of spans) journal.started(span);
    for (const span of spans) journal.ended({ ...span, name: 'ended ä' });
    for (const span of spans) journal.spill(span.spanId);
    expect(journal.takeSpilled(15)).toEqual(spans.slice(0, 15).map((span) => ({ ...span, name: 'ended ä' })));
    expect(journal.spilledCount).toBe(5);
  });

  it('keeps the ids, and no more, of the newest runs once all their spans are acknowledged, and of as many before', async () => {
    const journal = open({ ...ROOMY, segmentBytes: 2_000, archivedRuns: 2 });
    const traces = ['01', '02', '03', '04', '05'].map((start) => start + randomHex(15));
    const created: string[][] = [];
    for (const traceId of traces) {
      created.push(work(journal, traceId, 50));
      journal.acknowledged(created.at(-1) ?? []);
    }
    work(journal, 'ff'.repeat(16), 20); // begins a new file
    journal.acknowledged([]);
    await journal.folded;
    const ofEach = await Promise.all(traces.map(journalOf));
    expect(ofEach.slice(-2).map((each) => each.created.length)).toEqual([50, 50]);
    expect(ofEach[0]?.created).toEqual([]);
    expect(ofEach.map((each) => each.live)).toEqual([0, 0, 0, 0, 0]);
    expect(ofEach[4]?.created.sort()).toEqual(created[4]?.sort());
    const files = await readdir(journal.folder);
    expect(files.length).toBeLessThan(10);
  });

  const full = (): number => [...errors.entries()].find(([kind]) => kind === 'journal_full')?.[1] ?? 0;

  it('stays within its bound when the receiver is away, and counts what that costs', async () => {
    const journal = open({ segmentBytes: 10_000, totalBytes: 60_000, archivedRuns: 10 });
    const traceId = randomHex(16);
    const ids: string[] = [];
    while (ids.length < 500) {
      ids.push(...work(journal, traceId, 10));
      await journal.folded;
    }
    expect(full()).toBeGreaterThan(300);
    const { created, live } = await journalOf(traceId);
    expect(created).toHaveLength(ids.length);
    expect(live).toBe(ids.length - full());
  });

  it('stays within its bound when spans come faster than files can be folded, and takes them again later', async () => {
    const totalBytes = 60_000;
    const journal = open({ segmentBytes: 5_000, totalBytes, archivedRuns: 10 });
    const spans = Array.from({ length: 2_000 }, () => record(randomHex(16)));
    const taken = spans.filter((span) => {
      journal.started(span);
      return journal.ended(span);
    });
    expect(taken.length).toBeLessThan(spans.length / 2);
    expect(full()).toBeGreaterThan(spans.length / 2);
    const sizes = (await readdir(journal.folder)).map((name) => statSync(join(journal.folder, name)).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(totalBytes + 1_000);
    await journal.folded;
    expect(journal.ended(record(randomHex(16)))).toBe(true);
    await journal.folded;
  });
});
