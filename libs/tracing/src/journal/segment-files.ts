import { join } from 'node:path';
import type { TraceErrors } from '../metrics/trace-errors.js';
import { type JournalArchive, removeFiles } from './archive.js';
import type { JournalLine } from './journal-line.js';
import type { JournalLimits } from './journal-limits.js';
import { type LinePlace, Segment } from './segment.js';

/** Of all files; the others are those whose ids are being folded. */
const FOR_WAITING = 0.75;

/** The files of one process's journal: appends to the newest, and folds the oldest into the archive when it is done with. */
export class SegmentFiles {
  private readonly segments: Segment[] = [];
  private count = 0;
  private foldingBytes = 0;
  /** Resolves when all that is done with so far has been folded and deleted. */
  folded: Promise<void> = Promise.resolve();
  private turn: NodeJS.Immediate | undefined;

  constructor(
    private readonly folder: string,
    private readonly archive: JournalArchive,
    private readonly header: JournalLine,
    private readonly limits: JournalLimits,
    private readonly errors: TraceErrors,
    private readonly giveUp: (segment: Segment) => void,
  ) {
    this.begin();
  }

  /**
   * Adds a line to the newest file. One that may wait is in the file by the end of this turn of the event loop.
   * Undefined when there is no room: spans come faster than full files can be folded.
   */
  append(line: JournalLine, mayWait = false): { segment: Segment; place: LinePlace } | undefined {
    const newest = this.segments.at(-1);
    const segment = newest === undefined || newest.bytes >= this.limits.segmentBytes ? this.begin() : newest;
    if (segment === undefined) return undefined;
    const place = segment.append(line, mayWait);
    if (mayWait) this.turn ??= setImmediate(() => this.flush()).unref();
    return { segment, place };
  }

  /** Writes what waits, now. */
  flush(): void {
    clearImmediate(this.turn);
    this.turn = undefined;
    try {
      this.segments.at(-1)?.flush();
    } catch (error) {
      this.errors.count('journal_write', error);
    }
  }

  /**
   * Folds the oldest files while nothing waits in them. Strictly in order: a file may hold the marks of spans in
   * older ones, never of spans in newer ones.
   */
  tidy(): void {
    const done: Segment[] = [];
    while (this.segments.length > 1 && this.segments[0]?.pending === 0)
      done.push(...this.segments.splice(0, 1));
    if (done.length > 0) this.folded = this.fold(done);
  }

  private begin(): Segment | undefined {
    this.flush();
    if (!this.hasRoom) return undefined;
    const segment = this.open(this.count + 1);
    this.count += 1;
    this.segments.push(segment);
    this.makeRoom();
    this.tidy();
    return segment;
  }

  /** Whether another file stays within the bound, with those whose ids are being folded. */
  private get hasRoom(): boolean {
    const bytes = this.segments.reduce((sum, each) => sum + each.bytes, this.foldingBytes);
    return bytes + this.limits.segmentBytes <= this.limits.totalBytes;
  }

  private open(number: number): Segment {
    const segment = new Segment(join(this.folder, `${String(number).padStart(6, '0')}.jsonl`));
    try {
      segment.append(this.header);
    } catch (error) {
      segment.close();
      throw error;
    }
    return segment;
  }

  private makeRoom(): void {
    const most = Math.max(1, Math.floor((this.limits.totalBytes / this.limits.segmentBytes) * FOR_WAITING));
    const oldest = this.segments.length > most ? this.segments[0] : undefined;
    if (oldest !== undefined) this.giveUp(oldest);
  }

  private async fold(done: readonly Segment[]): Promise<void> {
    const paths = done.map((segment) => segment.path);
    const bytes = done.reduce((sum, each) => sum + each.bytes, 0);
    this.foldingBytes += bytes;
    try {
      for (const segment of done) segment.close();
      await Promise.all([...done.map(({ spans }) => this.archive.keep(spans)), this.folded]);
      await removeFiles(paths);
      this.foldingBytes -= bytes;
    } catch (error) {
      this.errors.count('journal_archive', error); // the files stay; the next start of the service folds them
    }
  }
}
