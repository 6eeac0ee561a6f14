import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type HrTime, SpanStatusCode } from '@opentelemetry/api';
import type { SpanRecord } from '../export/stored-span.js';
import { type JournalLine, encodeLine } from './journal-line.js';
import { journalFiles, readLines } from './journal-reader.js';

const BATCH = 256;

/** Spans that a process has not brought to the receiver, and the resource it had. */
export interface UnsentSpans {
  readonly spans: readonly SpanRecord[];
  readonly resource: Readonly<Record<string, string>>;
}

/** The journal of a process that has ended. */
export class DeadJournal {
  private readonly acknowledged = new Set<string>();
  private readonly ended = new Set<string>();
  private resource: Readonly<Record<string, string>> = {};
  private lastTime: HrTime = [0, 0];

  constructor(private readonly folder: string) {}

  /** Delivers each span without a mark: ended ones as they were, open ones as interrupted; then marks them. */
  async deliverUnsent(deliver: (unsent: UnsentSpans) => Promise<void>): Promise<void> {
    for await (const line of this.lines()) this.learn(line);
    let batch: SpanRecord[] = [];
    for await (const line of this.lines()) {
      const span = this.unsent(line);
      if (span === undefined) continue;
      this.acknowledged.add(span.spanId);
      batch.push(span);
      if (batch.length < BATCH) continue;
      await this.deliverBatch(batch, deliver);
      batch = [];
    }
    if (batch.length > 0) await this.deliverBatch(batch, deliver);
  }

  private async deliverBatch(
    spans: SpanRecord[],
    deliver: (unsent: UnsentSpans) => Promise<void>,
  ): Promise<void> {
    await deliver({ spans, resource: this.resource });
    const marks = [...Map.groupBy(spans, (span) => span.traceId)].map(([t, of]) =>
      encodeLine({ k: 'm', t, i: of.map((span) => span.spanId) }),
    );
    await appendFile(join(this.folder, 'recovered.jsonl'), marks.join(''), { mode: 0o600 });
  }

  private async *lines(): AsyncGenerator<JournalLine> {
    for (const file of await journalFiles(this.folder)) yield* readLines(join(this.folder, file));
  }

  private learn(line: JournalLine): void {
    if (line.k === 'h') this.resource = line.resource;
    if (line.k === 'm' || line.k === 'a') for (const id of line.i) this.acknowledged.add(id);
    if (!('span' in line)) return;
    if (line.k === 'e') this.ended.add(line.span.spanId);
    this.lastTime = later(this.lastTime, later(line.span.startTime, line.span.endTime));
  }

  private unsent(line: JournalLine): SpanRecord | undefined {
    if (!('span' in line) || this.acknowledged.has(line.span.spanId)) return undefined;
    if (line.k === 'e') return line.span;
    return this.ended.has(line.span.spanId) ? undefined : this.interrupted(line.span);
  }

  /** An open span ended with its process, at the latest time that the journal knows. */
  private interrupted(span: SpanRecord): SpanRecord {
    return {
      ...span,
      endTime: later(this.lastTime, span.startTime),
      status: { code: SpanStatusCode.ERROR, message: 'interrupted' },
      attributes: { ...span.attributes, error: true, 'error.type': 'interrupted' },
    };
  }
}

const later = (a: HrTime, b: HrTime): HrTime => (a[0] > b[0] || (a[0] === b[0] && a[1] > b[1]) ? a : b);
