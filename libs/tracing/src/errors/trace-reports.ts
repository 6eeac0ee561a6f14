import { type Context, type Span, isSpanContextValid } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { CORRELATION_ID } from '../context/names.js';
import { errorSink } from './error-sink.js';
import { scopeOf } from './error-scope.js';

const MAX_TRACES = 500;
const MAX_SPANS = 200;
/** The last 14 digits of a trace id are random: as a number, below 2^56. */
const RANDOM_DIGITS = 14;
const ALL = 16 ** RANDOM_DIGITS;

/** Ended spans by trace, until the one that all of them are below has ended. */
const waiting = new Map<string, ReadableSpan[]>();

/** Tells the scope of a request, message or job which span it is in. */
export function spanStarted(span: Span, context: Context): void {
  if (errorSink() === undefined) return;
  const scope = scopeOf(context);
  if (scope !== undefined) scope.span ??= span.spanContext();
}

/** Keeps an ended span, and reports all of its trace in this process when it is the first of it. */
export function spanEnded(span: ReadableSpan): void {
  const sink = errorSink();
  if (sink === undefined || !isReported(span.spanContext().traceId, sink.tracesSampleRate)) return;
  const parent = span.parentSpanContext;
  const isFirst = parent === undefined || parent.isRemote === true || !isSpanContextValid(parent);
  if (!isFirst) {
    keep(span);
    return;
  }
  const { traceId } = span.spanContext();
  const spans = waiting.get(traceId) ?? [];
  waiting.delete(traceId);
  const correlation = span.attributes[CORRELATION_ID];
  sink.trace({ root: span, spans, tags: correlation === undefined ? {} : { correlation_id: correlation } });
}

function keep(span: ReadableSpan): void {
  const { traceId } = span.spanContext();
  const spans = waiting.get(traceId) ?? [];
  if (spans.length >= MAX_SPANS) return;
  spans.push(span);
  if (waiting.has(traceId)) return;
  waiting.set(traceId, spans);
  if (waiting.size <= MAX_TRACES) return;
  const [oldest] = waiting.keys();
  if (oldest !== undefined) waiting.delete(oldest);
}

/** The same traces in every process: what decides is the trace id. */
function isReported(traceId: string, rate: number): boolean {
  if (rate >= 1 || rate <= 0) return rate >= 1;
  return Number.parseInt(traceId.slice(-RANDOM_DIGITS), 16) / ALL < rate;
}
