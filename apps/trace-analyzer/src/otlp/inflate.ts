import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ExportTooLargeError, InvalidExportError, UnsupportedExportError } from './otlp.errors.js';
import { isRecord } from './wire-values.js';

const inflate = promisify(gunzip);

/** The body without its Content-Encoding; inflating stops at the limit. */
export async function plainBody(
  body: Buffer,
  contentEncoding: string | undefined,
  limit: number,
): Promise<Buffer> {
  const coding = contentEncoding?.trim().toLowerCase() ?? 'identity';
  if (coding === 'identity' || coding === '' || coding === 'none') return body;
  if (coding !== 'gzip') throw new UnsupportedExportError('Content-Encoding', coding, 'gzip or identity');
  try {
    return await inflate(body, { maxOutputLength: limit });
  } catch (cause) {
    if (isTooLarge(cause)) throw new ExportTooLargeError(limit);
    throw new InvalidExportError('the body is not gzip', cause);
  }
}

const isTooLarge = (cause: unknown): boolean => isRecord(cause) && cause['code'] === 'ERR_BUFFER_TOO_LARGE';
