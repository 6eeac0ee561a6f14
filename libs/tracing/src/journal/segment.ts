import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { type JournalLine, decodeLine, encodeLine } from './journal-line.js';

export interface LinePlace {
  readonly offset: number;
  readonly length: number;
}

/** One file of a journal, appended synchronously: what is written survives the process, though not the machine. */
export class Segment {
  private readonly fd: number;
  private size: number;
  private isTorn: boolean;
  /** Spans with a line here that the receiver has not acknowledged yet. */
  pending = 0;

  constructor(readonly path: string) {
    this.fd = openSync(path, 'a+', 0o600);
    // Not empty only after an earlier try to begin it, on a full disk.
    this.size = fstatSync(this.fd).size;
    this.isTorn = this.size > 0;
  }

  get bytes(): number {
    return this.size;
  }

  append(line: JournalLine): LinePlace {
    const offset = this.size;
    const text = this.isTorn ? `\n${encodeLine(line)}` : encodeLine(line);
    const length = writeSync(this.fd, text);
    this.size += length;
    this.isTorn = length < Buffer.byteLength(text);
    if (this.isTorn) throw new Error(`only a part of a line fitted into ${this.path}`);
    return { offset, length };
  }

  read({ offset, length }: LinePlace): JournalLine | undefined {
    const buffer = Buffer.alloc(length);
    readSync(this.fd, buffer, 0, length, offset);
    return decodeLine(buffer.toString('utf8'));
  }

  close(): void {
    closeSync(this.fd);
  }
}
