import { InvalidExportError } from './otlp.errors.js';
import { spanType, traceExportType } from './trace-messages.js';
import { isRecord } from './wire-values.js';

export type ExportEncoding = 'protobuf' | 'json';

/** Spans of one resource and scope, not decoded yet. */
export interface RawGroup {
  readonly resource: unknown;
  readonly scope: unknown;
  readonly spans: readonly unknown[];
}

const AS_TEXT = { longs: String };

/** The groups of an export. @throws {InvalidExportError} */
export function openExport(body: Buffer, encoding: ExportEncoding): RawGroup[] {
  try {
    return groups(encoding === 'json' ? JSON.parse(body.toString('utf8')) : decodeEnvelope(body));
  } catch (cause) {
    throw new InvalidExportError(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

/** The fields of one span of a group. */
export function openSpan(raw: unknown, encoding: ExportEncoding): unknown {
  if (encoding === 'json') return raw;
  if (!(raw instanceof Uint8Array)) throw new TypeError('a span must be bytes');
  return spanType.toObject(spanType.decode(raw), AS_TEXT);
}

const decodeEnvelope = (body: Buffer): unknown =>
  traceExportType.toObject(traceExportType.decode(body), AS_TEXT);

function groups(value: unknown): RawGroup[] {
  if (!isRecord(value)) throw new TypeError('the body must be an object');
  return list(value['resourceSpans'], 'resourceSpans').flatMap((resourceSpans) => {
    if (!isRecord(resourceSpans)) throw new TypeError('resourceSpans must hold objects');
    return list(resourceSpans['scopeSpans'], 'scopeSpans').map((scopeSpans) => {
      if (!isRecord(scopeSpans)) throw new TypeError('scopeSpans must hold objects');
      const spans = list(scopeSpans['spans'], 'spans');
      return { resource: resourceSpans['resource'], scope: scopeSpans['scope'], spans };
    });
  });
}

function list(value: unknown, what: string): unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw new TypeError(`${what} must be a list`);
}
