import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import {
  type ExportResult,
  ExportResultCode,
  hrTimeToMilliseconds,
  hrTimeToTimeStamp,
} from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';

/** Shows each span to people: on the console, or in the log. */
export class LineExporter implements SpanExporter {
  constructor(private readonly write: (line: Readonly<Record<string, unknown>>) => void) {}

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    for (const span of spans) this.write(lineOf(span));
    done({ code: ExportResultCode.SUCCESS });
  }

  shutdown(): Promise<void> {
    return Promise.resolve();
  }
}

function lineOf(span: ReadableSpan): Record<string, unknown> {
  const { traceId, spanId } = span.spanContext();
  return {
    name: span.name,
    trace_id: traceId,
    span_id: spanId,
    parent_span_id: span.parentSpanContext?.spanId,
    kind: SpanKind[span.kind],
    start: hrTimeToTimeStamp(span.startTime),
    duration_ms: hrTimeToMilliseconds(span.duration),
    status: SpanStatusCode[span.status.code],
    message: span.status.message,
    attributes: span.attributes,
    events: span.events.map(({ name, attributes }) => ({ name, attributes })),
    links: span.links.map(({ context }) => ({ trace_id: context.traceId, span_id: context.spanId })),
  };
}
