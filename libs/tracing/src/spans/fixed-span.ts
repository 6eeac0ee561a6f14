import {
  type Attributes,
  type Context,
  type Link,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  type TimeInput,
  trace,
} from '@opentelemetry/api';
import { timeInputToHrTime } from '@opentelemetry/core';
import { runOfTrace } from '../context/run-context.js';
import type { SpanRecord } from '../export/stored-span.js';
import { withSpanId } from '../ids/forced-span-id-generator.js';
import { runtime } from '../sdk/runtime.js';
import { tracer } from './tracer.js';

/** How a span starts whose id was chosen before. */
export interface FixedSpanOptions {
  /** 16 hex digits, not all 0; `newSpanId` makes one. */
  readonly spanId: string;
  /** The parent. */
  readonly context: Context;
  readonly kind?: SpanKind;
  readonly startTime?: TimeInput;
  readonly attributes?: Attributes;
  readonly links?: Link[];
}

/** Starts a span whose id was chosen before, so that others could already name it. The caller ends it. */
export function startFixedSpan(name: string, options: FixedSpanOptions): Span {
  const { spanId, context, ...rest } = options;
  return withSpanId(spanId, () => tracer().startSpan(name, rest, context));
}

/** A span that is over, and whose id was chosen before. */
export interface FinishedFixedSpan extends FixedSpanOptions {
  readonly startTime: TimeInput;
  /** Default: now. */
  readonly endTime?: TimeInput;
}

/**
 * Makes a span that is over, whose id was chosen before. Of a run it is written to the journal once, and costs a
 * fraction of one that is started and ended; its attributes are taken as they are, however long.
 */
export function recordFixedSpan(name: string, span: FinishedFixedSpan): void {
  const { context, endTime, ...options } = span;
  const parent = trace.getSpanContext(context);
  const spans = runtime()?.spansOfRuns;
  if (spans === undefined || parent === undefined || runOfTrace(context, parent.traceId) === undefined)
    startFixedSpan(name, { context, ...options }).end(endTime);
  else spans.record(recordOf(name, span, parent), context);
}

/** Runs `fn`. The spans of runs that start in it are journalled in one go at its end: until then, no id of theirs may leave the process. */
export function startTogether<T>(fn: () => T): T {
  const spans = runtime()?.spansOfRuns;
  return spans === undefined ? fn() : spans.together(fn);
}

const recordOf = (
  name: string,
  { spanId, kind, startTime, endTime, attributes, links }: FinishedFixedSpan,
  parent: SpanContext,
): SpanRecord => ({
  traceId: parent.traceId,
  spanId,
  parentSpanId: parent.spanId,
  parentIsRemote: parent.isRemote ?? false,
  name,
  kind: kind ?? SpanKind.INTERNAL,
  startTime: timeInputToHrTime(startTime),
  endTime: timeInputToHrTime(endTime ?? Date.now()),
  attributes: attributes ?? {},
  status: { code: SpanStatusCode.UNSET },
  links: links ?? [],
  events: [],
});
