import { type Attributes, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { hrTimeToMicroseconds } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { SpanEncoder } from './span-encoder.js';

/**
 * Spans as Zipkin's second format of JSON. By the names that OpenTelemetry's own exporter has; unlike that one it goes
 * the way of our other exporters: with compression, certificates and a deadline.
 */
export const zipkinEncoder: SpanEncoder = {
  contentType: 'application/json',
  encode: (spans) => Buffer.from(JSON.stringify(spans.map(zipkinSpan))),
  join: (requests) => {
    const inner = requests.map((request) => Buffer.from(request.subarray(1, request.length - 1)));
    const listed = inner.flatMap((part, at) => (at === 0 ? [part] : [Buffer.from(','), part]));
    return Buffer.concat([Buffer.from('['), ...listed, Buffer.from(']')]);
  },
  partialSuccess: () => undefined,
};

const KINDS: Readonly<Partial<Record<SpanKind, string>>> = {
  [SpanKind.CLIENT]: 'CLIENT',
  [SpanKind.SERVER]: 'SERVER',
  [SpanKind.CONSUMER]: 'CONSUMER',
  [SpanKind.PRODUCER]: 'PRODUCER',
};

function zipkinSpan(span: ReadableSpan): object {
  const { traceId, spanId } = span.spanContext();
  return {
    traceId,
    parentId: span.parentSpanContext?.spanId,
    name: span.name,
    id: spanId,
    kind: KINDS[span.kind],
    timestamp: Math.round(hrTimeToMicroseconds(span.startTime)),
    // Nothing takes no time at all, and Zipkin reads 0 as not known.
    duration: Math.max(1, Math.round(hrTimeToMicroseconds(span.duration))),
    localEndpoint: { serviceName: texts(span.resource.attributes)['service.name'] ?? 'unknown_service' },
    tags: tagsOf(span),
    ...(span.events.length === 0 ? {} : { annotations: span.events.map(annotation) }),
  };
}

const annotation = ({ time, name }: ReadableSpan['events'][number]): object => ({
  timestamp: Math.round(hrTimeToMicroseconds(time)),
  value: name,
});

function tagsOf({ attributes, resource, status, ...span }: ReadableSpan): Record<string, string> {
  const isError = status.code === SpanStatusCode.ERROR;
  return {
    ...texts(attributes),
    ...(status.code === SpanStatusCode.UNSET ? {} : { 'otel.status_code': SpanStatusCode[status.code] }),
    ...(isError && status.message ? { error: status.message } : {}),
    ...dropped('attributes', span.droppedAttributesCount),
    ...dropped('events', span.droppedEventsCount),
    ...dropped('links', span.droppedLinksCount),
    ...texts(resource.attributes),
  };
}

const dropped = (what: string, count: number): Record<string, string> =>
  count === 0 ? {} : { [`otel.dropped_${what}_count`]: String(count) };

const texts = (attributes: Attributes): Record<string, string> =>
  Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, String(value)]));
