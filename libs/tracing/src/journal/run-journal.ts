import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SpanRecord } from '../export/stored-span.js';
import type { TraceErrors } from '../metrics/trace-errors.js';
import { randomHex } from '../ids/span-ids.js';
import { JournalArchive } from './archive.js';
import type { JournalLine } from './journal-line.js';
import { JOURNAL_LIMITS, type JournalLimits } from './journal-limits.js';
import { identityText, ownIdentity } from './process-identity.js';
import { SegmentFiles } from './segment-files.js';
import type { LinePlace, Segment } from './segment.js';

interface Waiting {
  readonly traceId: string;
  readonly startedIn: Segment;
  endedIn?: Segment;
  place?: LinePlace;
}

/**
 * The log of this process's spans of runs: each is written when it starts, in full when it ends, and marked when the
 * receiver has it. Nothing here throws into the traced program: trouble is counted.
 */
export class RunJournal {
  readonly folder: string;
  readonly archive: JournalArchive;
  private readonly files: SegmentFiles;
  private readonly waiting = new Map<string, Waiting>();
  private readonly spilled = new Set<string>();
  /** Lines of spans that start wait for the end of `together`. */
  private holds = false;
  /** Called for each span that was left to this journal and cannot be read back from it. */
  onLost: (spanId: string) => void = () => undefined;

  constructor(
    path: string,
    resource: Readonly<Record<string, string>>,
    private readonly errors: TraceErrors,
    limits: JournalLimits = JOURNAL_LIMITS,
  ) {
    this.folder = join(path, `${identityText(ownIdentity())}-${randomHex(4)}`);
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    this.archive = new JournalArchive(this.folder, limits.archivedRuns);
    const giveUp = (segment: Segment): void => this.giveUp(segment);
    this.files = new SegmentFiles(this.folder, this.archive, { k: 'h', resource }, limits, errors, giveUp);
    flushAtExit(this.files);
  }

  /** Resolves when the files that are done with have been folded into the archive and deleted. */
  get folded(): Promise<void> {
    return this.files.folded;
  }

  /** Ended spans that no longer are in memory and still have to be exported. */
  get spilledCount(): number {
    return this.spilled.size;
  }

  started(span: SpanRecord): void {
    const written = this.append({ k: 's', span }, this.holds);
    if (written === undefined) return;
    written.segment.pending += 1;
    written.segment.mention(span.traceId, span.spanId);
    this.waiting.set(span.spanId, { traceId: span.traceId, startedIn: written.segment });
  }

  /** What starts within `fn` is written in one go at its end: before that, its ids must not leave the process. */
  together<T>(fn: () => T): T {
    if (this.holds) return fn();
    this.holds = true;
    try {
      return fn();
    } finally {
      this.holds = false;
      this.files.flush();
    }
  }

  /**
   * Whether the span is in the journal, so that it can be read back. Its line may wait for the end of this turn of the
   * event loop: until then, a SIGKILL leaves the span as one that was interrupted.
   */
  ended(span: SpanRecord): boolean {
    const written = this.append({ k: 'e', span }, true);
    if (written === undefined) return false;
    const { segment, place } = written;
    const known = this.waiting.get(span.spanId);
    if (known?.startedIn !== segment) {
      segment.pending += 1;
      segment.mention(span.traceId, span.spanId);
    }
    this.waiting.set(span.spanId, {
      traceId: span.traceId,
      startedIn: known?.startedIn ?? segment,
      endedIn: segment,
      place,
    });
    return true;
  }

  /** The receiver has these spans. */
  acknowledged(spanIds: readonly string[]): void {
    const byTrace = new Map<string, string[]>();
    for (const id of spanIds) {
      const known = this.waiting.get(id);
      if (known === undefined) continue;
      const ids = byTrace.get(known.traceId);
      if (ids === undefined) byTrace.set(known.traceId, [id]);
      else ids.push(id);
    }
    for (const [t, i] of byTrace) this.append({ k: 'm', t, i }, true);
    for (const id of spanIds) this.forget(id);
    this.files.tidy();
  }

  /** Whether the span was written down as started, and is not known to have ended. */
  isOpen(spanId: string): boolean {
    const known = this.waiting.get(spanId);
    return known !== undefined && known.place === undefined;
  }

  /** The span leaves memory without having been exported; `takeSpilled` gives it back. False when it is not here. */
  spill(spanId: string): boolean {
    if (this.waiting.get(spanId)?.place === undefined) return false;
    this.spilled.add(spanId);
    return true;
  }

  takeSpilled(most: number): SpanRecord[] {
    const records: SpanRecord[] = [];
    for (const id of this.spilled) {
      if (records.length === most) break;
      this.spilled.delete(id);
      const record = this.readBack(id);
      if (record === undefined) this.onLost(id);
      else records.push(record);
    }
    return records;
  }

  private readBack(spanId: string): SpanRecord | undefined {
    const { endedIn, place } = this.waiting.get(spanId) ?? {};
    if (endedIn === undefined || place === undefined) return undefined;
    const span = this.read(endedIn, place);
    if (span?.spanId === spanId) return span;
    this.errors.count('journal_read');
    return undefined;
  }

  private read(segment: Segment, place: LinePlace): SpanRecord | undefined {
    try {
      const line = segment.read(place);
      return line !== undefined && 'span' in line ? line.span : undefined;
    } catch (error) {
      this.errors.count('journal_write', error);
      return undefined;
    }
  }

  private forget(spanId: string): void {
    const known = this.waiting.get(spanId);
    if (known === undefined) return;
    this.waiting.delete(spanId);
    this.spilled.delete(spanId);
    known.startedIn.pending -= 1;
    if (known.endedIn !== undefined && known.endedIn !== known.startedIn) known.endedIn.pending -= 1;
  }

  /** The files have become too many: the spans that wait in this one are lost to the receiver. */
  private giveUp(segment: Segment): void {
    for (const [id, { startedIn, endedIn }] of this.waiting) {
      if (startedIn !== segment && endedIn !== segment) continue;
      if (this.spilled.has(id)) this.onLost(id);
      this.forget(id);
      this.errors.count('journal_full');
    }
  }

  private append(line: JournalLine, mayWait = false): { segment: Segment; place: LinePlace } | undefined {
    try {
      const written = this.files.append(line, mayWait);
      if (written === undefined) this.errors.count('journal_full');
      return written;
    } catch (error) {
      this.errors.count('journal_write', error);
      return undefined;
    }
  }
}

const files = new Set<SegmentFiles>();

/** A process that ends by itself leaves nothing unwritten. */
function flushAtExit(of: SegmentFiles): void {
  if (files.size === 0)
    process.once('exit', () => {
      for (const each of files) each.flush();
    });
  files.add(of);
}
