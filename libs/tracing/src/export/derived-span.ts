import {
  type Attributes,
  type Link,
  SpanKind,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
  TraceFlags,
} from '@opentelemetry/api';
import { timeInputToHrTime } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { CORRELATION_ID, RUN_ID } from '../context/names.js';
import { traceIdOf } from '../ids/span-ids.js';
import { runtime } from '../sdk/runtime.js';
import { type SpanRecord, storedSpan } from './stored-span.js';

/** A span that was never open in a process: its owner works it out from its own records and exports it when it ends. */
export interface DerivedSpan {
  readonly runId: string;
  readonly spanId: string;
  /** None: the root of the run. */
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind?: SpanKind;
  readonly startTime: TimeInput;
  readonly endTime: TimeInput;
  readonly attributes?: Attributes;
  readonly status?: SpanStatus;
  readonly links?: Link[];
}

/** Takes derived spans to the receiver. */
export interface DerivedSpanExport {
  readonly resource: Resource;
  exportDerived(span: ReadableSpan): Promise<void>;
}

/**
 * Exports a span that its caller keeps until this resolves: when the receiver has acknowledged it.
 * Exporting it twice is harmless, its id is the same. Resolves at once where tracing is off.
 * @throws {TracingError} `trace_export_failed` when the receiver has not acknowledged it
 */
export const exportDerivedSpan = (span: DerivedSpan): Promise<void> => exportKeptSpan(recordOf(span));

/** Exports a finished span as it is written down. */
export async function exportKeptSpan(record: SpanRecord): Promise<void> {
  const exports = runtime()?.derivedSpans;
  if (exports !== undefined) await exports.exportDerived(storedSpan(record, exports.resource));
}

const recordOf = (span: DerivedSpan): SpanRecord => ({
  traceId: traceIdOf(span.runId),
  spanId: span.spanId,
  ...(span.parentSpanId === undefined ? {} : { parentSpanId: span.parentSpanId, parentIsRemote: true }),
  name: span.name,
  kind: span.kind ?? SpanKind.INTERNAL,
  startTime: timeInputToHrTime(span.startTime),
  endTime: timeInputToHrTime(span.endTime),
  attributes: { [RUN_ID]: span.runId, [CORRELATION_ID]: span.runId, ...span.attributes },
  status: span.status ?? { code: SpanStatusCode.UNSET },
  links: plainLinks(span.links ?? []),
  events: [],
});

/** Links with contexts that are plain data. */
export const plainLinks = (links: readonly Link[]): Link[] =>
  links.map(({ context, ...rest }) => ({
    context: {
      traceId: context.traceId,
      spanId: context.spanId,
      traceFlags: context.traceFlags ?? TraceFlags.SAMPLED,
    },
    ...rest,
  }));
