const INITIAL_BYTES = 64 * 1024;
const MOST_KEPT_BYTES = 1024 * 1024;
/** A text this short is written by hand: a call into the runtime costs more than its characters. */
const SHORT_TEXT = 42;
const TWO_32 = 2 ** 32;
const TWO_16 = 2 ** 16;
const NANOS = 1e9;

/** Writes the wire format of Protocol Buffers, in one pass: what a message is long is filled in when it is written. */
export class ProtobufWriter {
  private buffer: Buffer = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  private position = 0;

  /** Begins anew, with the memory that there is, unless it has become too much to be kept. */
  begin(): void {
    this.position = 0;
    if (this.buffer.length > MOST_KEPT_BYTES) this.buffer = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  }

  /** A copy of all that was written. */
  take(): Uint8Array {
    return Uint8Array.prototype.slice.call(this.buffer, 0, this.position);
  }

  /** Begins a message with room for its length. Answers where it begins, for `close`. */
  open(tag: number, lengthBytes = 1): number {
    this.reserve(10);
    this.varint(tag);
    this.position += lengthBytes;
    return this.position;
  }

  close(start: number, lengthBytes = 1): void {
    const length = this.position - start;
    const needed =
      length < 1 << 7 ? 1 : length < 1 << 14 ? 2 : length < 1 << 21 ? 3 : length < 1 << 28 ? 4 : 5;
    if (needed !== lengthBytes) {
      this.reserve(needed);
      this.buffer.copyWithin(start + needed - lengthBytes, start, this.position);
    }
    this.position = start - lengthBytes;
    this.varint(length);
    this.position += length;
  }

  text(tag: number, text: string): void {
    const { length } = text;
    this.reserve(20 + 3 * length);
    this.varint(tag);
    if (length <= SHORT_TEXT && this.shortText(text)) return;
    const bytes = Buffer.byteLength(text);
    this.varint(bytes);
    this.position += this.buffer.write(text, this.position);
  }

  /** An id in hexadecimal digits, as bytes. */
  id(tag: number, hex: string): void {
    const bytes = hex.length >> 1;
    this.reserve(20 + bytes);
    this.varint(tag);
    this.varint(bytes);
    for (let at = 0; at < hex.length; at += 2)
      this.buffer[this.position++] = (digit(hex.charCodeAt(at)) << 4) | digit(hex.charCodeAt(at + 1));
  }

  bytes(tag: number, bytes: Uint8Array): void {
    this.reserve(20 + bytes.length);
    this.varint(tag);
    this.varint(bytes.length);
    this.buffer.set(bytes, this.position);
    this.position += bytes.length;
  }

  /** A whole number of 64 bits, negative ones too. */
  integer(tag: number, value: number): void {
    this.reserve(20);
    this.varint(tag);
    if (value >= 0) this.varint(value);
    else this.negative(value);
  }

  double(tag: number, value: number): void {
    this.reserve(20);
    this.varint(tag);
    this.position = this.buffer.writeDoubleLE(value, this.position);
  }

  fixed32(tag: number, value: number): void {
    this.reserve(20);
    this.varint(tag);
    this.word(value);
  }

  /** Seconds and nanoseconds as one number of nanoseconds, in 64 bits: more than a number of ours holds exactly. */
  time(tag: number, [seconds, nanos]: readonly [number, number]): void {
    this.reserve(20);
    this.varint(tag);
    const low = (seconds % TWO_16) * NANOS + nanos;
    const high = Math.floor(seconds / TWO_16) * NANOS;
    const sum = (high % TWO_16) * TWO_16 + (low % TWO_32);
    this.word(sum);
    this.word(Math.floor(high / TWO_16) + Math.floor(low / TWO_32) + Math.floor(sum / TWO_32));
  }

  private shortText(text: string): boolean {
    const { length } = text;
    const from = this.position + 1;
    for (let at = 0; at < length; at += 1) {
      const code = text.charCodeAt(at);
      if (code > 127) return false;
      this.buffer[from + at] = code;
    }
    this.buffer[this.position] = length;
    this.position = from + length;
    return true;
  }

  private word(value: number): void {
    this.buffer[this.position++] = value;
    this.buffer[this.position++] = value >>> 8;
    this.buffer[this.position++] = value >>> 16;
    this.buffer[this.position++] = value >>> 24;
  }

  private varint(value: number): void {
    let rest = value;
    for (; rest >= TWO_32; rest = Math.floor(rest / 128)) this.buffer[this.position++] = (rest % 128) | 128;
    for (; rest > 127; rest >>>= 7) this.buffer[this.position++] = (rest & 127) | 128;
    this.buffer[this.position++] = rest;
  }

  /** In two's complement, which takes ten bytes. */
  private negative(value: number): void {
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 127n; rest >>= 7n) this.buffer[this.position++] = Number(rest & 127n) | 128;
    this.buffer[this.position++] = Number(rest);
  }

  private reserve(bytes: number): void {
    const needed = this.position + bytes;
    if (needed <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.buffer.length * 2));
    this.buffer.copy(larger, 0, 0, this.position);
    this.buffer = larger;
  }
}

const digit = (code: number): number => (code <= 57 ? code - 48 : code >= 97 ? code - 87 : code - 55);
