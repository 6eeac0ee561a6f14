import { type Attributes, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { hrTimeToMilliseconds } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Event } from '@sentry/node';
import { errorFilter } from '../privacy/configured-filter.js';
import type { ReportedTrace } from './error-sink.js';

type SentrySpan = NonNullable<Event['spans']>[number];

/** A finished part of a trace in the form that Sentry knows, made of the spans that the one tracer has recorded. */
export function transactionOf({ root, spans, tags }: ReportedTrace): Event {
  const { description = root.name, data, start_timestamp, timestamp, ...ids } = sentrySpan(root);
  return {
    type: 'transaction',
    transaction: description,
    transaction_info: { source: root.attributes['http.route'] === undefined ? 'custom' : 'route' },
    start_timestamp,
    ...(timestamp === undefined ? {} : { timestamp }),
    contexts: { trace: { ...ids, data } },
    spans: spans.map(sentrySpan),
    tags: textsOf(tags),
  };
}

function sentrySpan(span: ReadableSpan): SentrySpan {
  const { traceId, spanId } = span.spanContext();
  const parent = span.parentSpanContext?.spanId;
  const op = operationOf(span);
  return {
    trace_id: traceId,
    span_id: spanId,
    ...(parent === undefined ? {} : { parent_span_id: parent }),
    ...(op === undefined ? {} : { op }),
    description: span.name,
    start_timestamp: hrTimeToMilliseconds(span.startTime) / 1_000,
    timestamp: hrTimeToMilliseconds(span.endTime) / 1_000,
    status: span.status.code === SpanStatusCode.ERROR ? 'internal_error' : 'ok',
    origin: 'manual',
    // Filtered as lists and names, before lists become texts.
    data: valuesOf(errorFilter().filterAttributes(span.attributes)),
  };
}

/** Sentry's name for the kind of work. */
function operationOf({ kind, attributes }: ReadableSpan): string | undefined {
  if (attributes['http.request.method'] !== undefined)
    return kind === SpanKind.SERVER ? 'http.server' : 'http.client';
  if (attributes['db.system.name'] !== undefined) return 'db';
  if (attributes['messaging.system'] !== undefined)
    return kind === SpanKind.PRODUCER ? 'queue.publish' : 'queue.process';
  const model = attributes['gen_ai.operation.name'];
  return typeof model === 'string' ? `gen_ai.${model}` : undefined;
}

const textsOf = (tags: Attributes): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, String(value)]));

/** Where a request came from: a person's address, which Sentry is not told. */
const ADDRESSES: ReadonlySet<string> = new Set(['client.address', 'network.peer.address']);

/** Lists and maps as JSON: Sentry shows plain values. */
function valuesOf(attributes: Attributes): Record<string, string | number | boolean> {
  const shown = Object.entries(attributes).filter(([key]) => !ADDRESSES.has(key));
  const entries = shown.map(([key, value]): [string, string | number | boolean] => [
    key,
    isPlain(value) ? value : (JSON.stringify(value) ?? ''),
  ]);
  return Object.fromEntries(entries);
}

const isPlain = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
