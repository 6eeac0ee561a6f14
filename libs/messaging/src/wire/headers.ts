import type { TraceCarrier } from '@throughline/tracing';

/** How often the message has been handled in vain and sent around through a retry queue. */
export const RETRIES_HEADER = 'throughline-retries';
/** Span id of the last handling in vain. */
export const LAST_SPAN_HEADER = 'throughline-last-span';

/** How often the message has been sent again from the dead letters. */
export const REDRIVES_HEADER = 'throughline-redrives';

/** What a dead letter tells of its end. */
export const CAUSE_CODE_HEADER = 'throughline-cause-code';
export const CAUSE_HEADER = 'throughline-cause';
export const QUEUE_HEADER = 'throughline-queue';
export const TRACE_ID_HEADER = 'throughline-trace-id';
export const FAILED_AT_HEADER = 'throughline-failed-at';

const OF_CONSUMERS: ReadonlySet<string> = new Set([
  ...[RETRIES_HEADER, LAST_SPAN_HEADER, REDRIVES_HEADER],
  ...[CAUSE_CODE_HEADER, CAUSE_HEADER, QUEUE_HEADER, TRACE_ID_HEADER, FAILED_AT_HEADER],
]);

/** Whether the sender has written it, not the broker and not a consumer that could not handle the message. */
export const isOfSender = (name: string): boolean => !name.startsWith('x-') && !OF_CONSUMERS.has(name);

export type Headers = Readonly<Record<string, unknown>>;

/** Foreign values are strings of any length: what is longer than any of ours is none of ours. */
const MAX_HEADER_LENGTH = 8_192;

export function stringHeader(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' && value.length <= MAX_HEADER_LENGTH ? value : undefined;
}

export function numberHeader(headers: Headers, name: string): number {
  const value = headers[name];
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
}

/** The trace context that a message brought along. */
export function carrierIn(headers: Headers): TraceCarrier {
  const carrier: TraceCarrier = {};
  for (const name of ['traceparent', 'tracestate', 'baggage'] as const) {
    const value = stringHeader(headers, name);
    if (value !== undefined) carrier[name] = value;
  }
  return carrier;
}
