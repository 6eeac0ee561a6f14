import { TimeSlice } from '../pacing/time-slice.js';
import type { OriginPool } from '../store/origin-pool.js';
import { type SpanOrigin, type StoredSpan, storedSpan } from '../store/stored-span.js';
import { type ExportEncoding, openExport, openSpan, type RawGroup } from './export-body.js';
import { InvalidExportError } from './otlp.errors.js';
import { readResource, readScope, readSpan } from './read-span.js';

export interface DecodedExport {
  readonly spans: readonly StoredSpan[];
  /** Spans that are no spans; the others are kept (OTLP's partial success). */
  readonly rejected: number;
  readonly reason: string;
}

/** Decodes an export span by span, giving way to other work in between. */
export async function decodeExport(
  body: Buffer,
  encoding: ExportEncoding,
  origins: OriginPool,
): Promise<DecodedExport> {
  const slice = new TimeSlice();
  const spans: StoredSpan[] = [];
  const reasons: string[] = [];
  for (const group of openExport(body, encoding)) {
    const origin = readOrigin(group, origins);
    for (const raw of group.spans) {
      if (slice.isOver) await slice.next();
      const result = decodeSpan(raw, encoding, origin);
      if (typeof result === 'string') reasons.push(result);
      else spans.push(result);
    }
  }
  return { spans, rejected: reasons.length, reason: reasons[0] ?? '' };
}

function readOrigin(group: RawGroup, origins: OriginPool): SpanOrigin {
  try {
    return origins.of(readResource(group.resource), readScope(group.scope));
  } catch (cause) {
    throw new InvalidExportError(reasonOf(cause), cause);
  }
}

/** The span, or the sentence that says why it is none. */
function decodeSpan(raw: unknown, encoding: ExportEncoding, origin: SpanOrigin): StoredSpan | string {
  try {
    return storedSpan(readSpan(openSpan(raw, encoding)), origin);
  } catch (cause) {
    return reasonOf(cause);
  }
}

const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
