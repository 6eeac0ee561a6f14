import { type SpanContext, TraceFlags } from '@opentelemetry/api';

const FORMAT = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;
const SURROUNDING_SPACE = /^[ \t]+|[ \t]+$/g;
const NO_TRACE = '0'.repeat(32);
const NO_PARENT = '0'.repeat(16);
const INVALID_VERSION = 'ff';
const OWN_VERSION = '00';
/** The bits that version 00 knows: sampled, and that the trace id is random. */
const KNOWN_FLAGS = 0x03;
const MAX_LENGTH = 512;

/** A `traceparent` as the span context it names; undefined where W3C says that it is to be ignored. */
export function parseTraceparent(header: string): SpanContext | undefined {
  if (header.length > MAX_LENGTH) return undefined;
  const [, version, traceId, spanId, flags, more] =
    FORMAT.exec(header.replaceAll(SURROUNDING_SPACE, '')) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === INVALID_VERSION || (version === OWN_VERSION && more !== undefined)) return undefined;
  if (traceId === NO_TRACE || spanId === NO_PARENT) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & KNOWN_FLAGS, isRemote: true };
}

/** What is sent is always of version 00, whatever version has come in. */
export function formatTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  const flags = ((traceFlags ?? TraceFlags.NONE) & KNOWN_FLAGS).toString(16).padStart(2, '0');
  return `${OWN_VERSION}-${traceId}-${spanId}-${flags}`;
}
