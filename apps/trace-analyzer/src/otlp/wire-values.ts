/** What the two encodings of OTLP write differently, read into one form. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function text(value: unknown, what: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  throw new TypeError(`${what} must be a string`);
}

/** A 64-bit integer as decimal digits. */
export function integerText(value: unknown, what: string): string {
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) return value;
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value).toString();
  throw new TypeError(`${what} must be an integer`);
}

export function count(value: unknown, what: string): number {
  if (value === undefined || value === null) return 0;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new TypeError(`${what} must be a count`);
}

/** Protobuf has bytes, JSON already has text. */
export function bytesText(value: unknown, encoding: 'hex' | 'base64'): string {
  if (value instanceof Uint8Array) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString(encoding);
  }
  return text(value, 'bytes');
}

/** An id of so many hexadecimal digits that is not all zeros. */
export function idText(value: unknown, digits: number, what: string): string {
  const id = bytesText(value, 'hex').toLowerCase();
  if (id.length === digits && /^[0-9a-f]+$/.test(id) && !/^0+$/.test(id)) return id;
  throw new TypeError(`${what} must be ${digits} hexadecimal digits that are not all zero`);
}
