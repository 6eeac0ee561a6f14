import { StringDecoder } from 'node:string_decoder';

/** Collects output in bounded memory: the first half of the bound, and the last half of it. */
export class BoundedOutput {
  private readonly head: Buffer[] = [];
  private headBytes = 0;
  private tail: Buffer[] = [];
  private tailBytes = 0;
  private total = 0;
  private readonly half: number;

  constructor(maxBytes: number) {
    this.half = Math.max(1, Math.floor(maxBytes / 2));
  }

  add(chunk: Buffer): void {
    this.total += chunk.length;
    const room = Math.max(0, this.half - this.headBytes);
    if (room > 0) {
      this.head.push(Buffer.from(chunk.subarray(0, room)));
      this.headBytes += Math.min(room, chunk.length);
    }
    if (chunk.length > room)
      this.addToTail(Buffer.from(chunk.subarray(Math.max(room, chunk.length - this.half))));
  }

  get truncated(): boolean {
    return this.total > 2 * this.half;
  }

  text(): string {
    const tail = Buffer.concat(this.tail);
    const kept = tail.subarray(Math.max(0, tail.length - this.half));
    if (!this.truncated) return Buffer.concat([...this.head, kept]).toString('utf8');
    const cut = this.total - this.headBytes - kept.length;
    return `${start(Buffer.concat(this.head))}\n… ${cut} bytes left out …\n${end(kept)}`;
  }

  /** Joins small chunks only when twice the bound is held, so that adding stays linear. */
  private addToTail(chunk: Buffer): void {
    this.tail.push(chunk);
    this.tailBytes += chunk.length;
    if (this.tailBytes <= 2 * this.half && this.tail.length <= 1024) return;
    const all = Buffer.concat(this.tail);
    const kept = Buffer.from(all.subarray(Math.max(0, all.length - this.half)));
    this.tail = [kept];
    this.tailBytes = kept.length;
  }
}

/** Without a character that was cut in two at its end. */
const start = (bytes: Buffer): string => new StringDecoder('utf8').write(bytes);

/** Without the rest of a character that was cut in two at its start. */
function end(bytes: Buffer): string {
  let from = 0;
  while (from < 3 && from < bytes.length && ((bytes[from] ?? 0) & 0xc0) === 0x80) from += 1;
  return bytes.subarray(from).toString('utf8');
}
