import {
  type Attributes,
  type HrTime,
  type Link,
  type SpanContext,
  type SpanKind,
  type SpanStatus,
  TraceFlags,
} from '@opentelemetry/api';
import { type InstrumentationScope, hrTimeDuration } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';

/** A finished span as plain data. */
export interface SpanRecord {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly parentIsRemote?: boolean;
  readonly name: string;
  readonly kind: SpanKind;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly attributes: Attributes;
  readonly status: SpanStatus;
  readonly links: Link[];
  readonly events: TimedEvent[];
  readonly scope?: string;
}

const OWN_SCOPE: InstrumentationScope = { name: '@throughline/tracing' };

/** Plain data as a span that an exporter takes. */
export function storedSpan(record: SpanRecord, resource: Resource): ReadableSpan {
  const context: SpanContext = {
    traceId: record.traceId,
    spanId: record.spanId,
    traceFlags: TraceFlags.SAMPLED,
  };
  const parent = parentOf(record);
  return {
    name: record.name,
    kind: record.kind,
    spanContext: () => context,
    ...(parent === undefined ? {} : { parentSpanContext: parent }),
    startTime: record.startTime,
    endTime: record.endTime,
    status: record.status,
    attributes: record.attributes,
    links: record.links,
    events: record.events,
    duration: hrTimeDuration(record.startTime, record.endTime),
    ended: true,
    resource,
    instrumentationScope: record.scope === undefined ? OWN_SCOPE : { name: record.scope },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

function parentOf(record: SpanRecord): SpanContext | undefined {
  if (record.parentSpanId === undefined) return undefined;
  return {
    traceId: record.traceId,
    spanId: record.parentSpanId,
    traceFlags: TraceFlags.SAMPLED,
    isRemote: record.parentIsRemote ?? false,
  };
}

/** A finished span of the SDK as plain data; what stands there is shared, not copied. */
export function recordOf(span: ReadableSpan): SpanRecord {
  const { traceId, spanId } = span.spanContext();
  const parent = span.parentSpanContext;
  return {
    traceId,
    spanId,
    ...(parent === undefined
      ? {}
      : { parentSpanId: parent.spanId, parentIsRemote: parent.isRemote ?? false }),
    name: span.name,
    kind: span.kind,
    startTime: span.startTime,
    endTime: span.endTime,
    attributes: span.attributes,
    status: span.status,
    links: span.links,
    events: span.events,
    scope: span.instrumentationScope.name,
  };
}
