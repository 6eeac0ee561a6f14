import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { type JournalLine, decodeLine, encodeLine } from './journal-line.js';

export interface LinePlace {
  readonly offset: number;
  readonly length: number;
}

/** Lines that may wait are written when they are so many, at the latest. */
const MOST_WAITING_BYTES = 64 * 1024;

/**
 * One file of a journal: what is written survives the process, though not the machine. Lines that may wait go with the
 * next one that may not, in one write.
 */
export class Segment {
  private readonly fd: number;
  private written: number;
  private waiting = '';
  private waitingBytes = 0;
  private isTorn: boolean;
  /** Spans with a line here that the receiver has not acknowledged yet. */
  pending = 0;
  /** The spans that have lines here, by their trace. */
  readonly spans = new Map<string, Set<string>>();

  constructor(readonly path: string) {
    this.fd = openSync(path, 'a+', 0o600);
    // Not empty only after an earlier try to begin it, on a full disk.
    this.written = fstatSync(this.fd).size;
    this.isTorn = this.written > 0;
  }

  get bytes(): number {
    return this.written + this.waitingBytes;
  }

  /** Adds a line; one that may wait is written by the next `flush` or line that may not. */
  append(line: JournalLine, mayWait = false): LinePlace {
    if (this.isTorn) this.mend();
    const offset = this.bytes;
    const text = encodeLine(line);
    const length = Buffer.byteLength(text);
    this.waiting += text;
    this.waitingBytes += length;
    if (!mayWait || this.waitingBytes >= MOST_WAITING_BYTES) this.flush();
    return { offset, length };
  }

  /** Writes what waits. @throws when it did not fit as a whole: what did not is lost */
  flush(): void {
    if (this.waitingBytes === 0) return;
    const [text, length] = [this.waiting, this.waitingBytes];
    this.waiting = '';
    this.waitingBytes = 0;
    this.write(text, length);
  }

  /** Remembers that the span has a line here. */
  mention(traceId: string, spanId: string): void {
    const known = this.spans.get(traceId);
    if (known === undefined) this.spans.set(traceId, new Set([spanId]));
    else known.add(spanId);
  }

  read({ offset, length }: LinePlace): JournalLine | undefined {
    this.flush();
    const buffer = Buffer.alloc(length);
    readSync(this.fd, buffer, 0, length, offset);
    return decodeLine(buffer.toString('utf8'));
  }

  close(): void {
    try {
      this.flush();
    } finally {
      closeSync(this.fd);
    }
  }

  /** Ends a line that was cut off, so that the next one can be read. */
  private mend(): void {
    this.write('\n', 1);
    this.isTorn = false;
  }

  private write(text: string, length: number): void {
    try {
      const written = writeSync(this.fd, text);
      this.written += written;
      this.isTorn = written < length;
    } catch (error) {
      this.isTorn = this.written > 0;
      throw error;
    }
    if (this.isTorn) throw new Error(`only a part of a line fitted into ${this.path}`);
  }
}
