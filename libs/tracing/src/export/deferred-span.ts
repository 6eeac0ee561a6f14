import {
  type Attributes,
  type Context,
  type Link,
  SpanKind,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
  TraceFlags,
  context as contexts,
  isSpanContextValid,
  trace,
} from '@opentelemetry/api';
import { hrTimeToMilliseconds, timeInputToHrTime } from '@opentelemetry/core';
import { baggageValue } from '../context/baggage.js';
import { type TraceCarrier, captureContext, restoreContext } from '../context/carrier.js';
import { CORRELATION_ID, RUN_ID, TASK_ID } from '../context/names.js';
import { newSpanId, randomHex } from '../ids/span-ids.js';
import { TracingError } from '../tracing-error.js';
import { exportKeptSpan, plainLinks } from './derived-span.js';

/** How a deferred span begins. */
export interface DeferredSpanOptions {
  /** Default: INTERNAL. */
  readonly kind?: SpanKind;
  /** The parent; default: the active context. Without a span there, the span begins a trace. */
  readonly context?: Context;
  /** Default: a new one. One that follows from the work, such as its key in a database, makes repetitions harmless. */
  readonly spanId?: string;
  /** Default: now. */
  readonly startTime?: TimeInput;
  readonly attributes?: Attributes;
  readonly links?: readonly Link[];
}

/** How a deferred span ends. */
export interface DeferredSpanEnd {
  /** Default: now. */
  readonly endTime?: TimeInput;
  /** Added to those that it began with. */
  readonly attributes?: Attributes;
  readonly status?: SpanStatus;
}

/** A deferred span as plain data, for a row or a message. */
export interface DeferredSpanState {
  readonly carrier: TraceCarrier;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: SpanKind;
  /** Milliseconds since 1970. */
  readonly startTime: number;
  readonly attributes: Attributes;
  readonly links: readonly Link[];
}

const FROM_BAGGAGE = [RUN_ID, CORRELATION_ID, TASK_ID] as const;

/**
 * A span of work that outlives a process: its id is fixed when it begins, its children name it at once, and whoever ends
 * it, perhaps another process, exports it then, once, from its true beginning. Nothing of it is held in between: its owner
 * keeps `toJSON()` with the work. When the export fails, `end` is called again: the span is the same.
 */
export class DeferredSpan {
  private constructor(
    private readonly state: DeferredSpanState,
    /** Its children's parent: `contexts.with(span.context, ...)`, or as an option of the operations. */
    readonly context: Context,
  ) {}

  /** Fixes a span's id, parent and beginning. */
  static begin(name: string, options: DeferredSpanOptions = {}): DeferredSpan {
    const above = options.context ?? contexts.active();
    const parent = trace.getSpanContext(above);
    const hasParent = parent !== undefined && isSpanContextValid(parent);
    const context = trace.setSpanContext(above, {
      traceId: hasParent ? parent.traceId : randomHex(16),
      spanId: options.spanId ?? newSpanId(),
      traceFlags: hasParent ? parent.traceFlags : TraceFlags.SAMPLED,
      ...(hasParent && parent.traceState !== undefined ? { traceState: parent.traceState } : {}),
      isRemote: true,
    });
    return DeferredSpan.from({
      carrier: captureContext(context),
      ...(hasParent ? { parentSpanId: parent.spanId } : {}),
      name,
      kind: options.kind ?? SpanKind.INTERNAL,
      startTime: hrTimeToMilliseconds(timeInputToHrTime(options.startTime ?? Date.now())),
      attributes: { ...inherited(above), ...options.attributes },
      links: plainLinks(options.links ?? []),
    });
  }

  /**
   * The span that `toJSON` has written.
   * @throws {TracingError} `deferred_span_invalid` when this is none
   */
  static from(state: unknown): DeferredSpan {
    if (isDeferredSpanState(state)) return new DeferredSpan(state, restoreContext(state.carrier));
    throw new TracingError(
      'deferred_span_invalid',
      'this is no deferred span: hand over what its toJSON() gave',
    );
  }

  toJSON(): DeferredSpanState {
    return this.state;
  }

  /**
   * Exports the span; resolves when the receiver has it. At once where tracing is off, and in traces that are not sampled.
   * @throws {TracingError} `trace_export_failed` when it has not: keep the span, and end it again, at the same time
   */
  async end({ endTime = Date.now(), attributes, status }: DeferredSpanEnd = {}): Promise<void> {
    const { name, kind, parentSpanId, links, startTime } = this.state;
    const own = trace.getSpanContext(this.context);
    if (own === undefined || (own.traceFlags & TraceFlags.SAMPLED) === 0) return;
    await exportKeptSpan({
      traceId: own.traceId,
      spanId: own.spanId,
      ...(parentSpanId === undefined ? {} : { parentSpanId, parentIsRemote: true }),
      name,
      kind,
      startTime: timeInputToHrTime(startTime),
      endTime: timeInputToHrTime(endTime),
      attributes: {
        ...this.state.attributes,
        ...attributes,
        ...(status?.code === SpanStatusCode.ERROR ? { error: true } : {}),
      },
      status: status ?? { code: SpanStatusCode.UNSET },
      links: [...links],
      events: [],
    });
  }
}

function isDeferredSpanState(value: unknown): value is DeferredSpanState {
  return (
    isObject(value) &&
    isObject(value['carrier']) &&
    typeof value['carrier']['traceparent'] === 'string' &&
    (value['parentSpanId'] === undefined || typeof value['parentSpanId'] === 'string') &&
    typeof value['name'] === 'string' &&
    typeof value['kind'] === 'number' &&
    typeof value['startTime'] === 'number' &&
    isObject(value['attributes']) &&
    Array.isArray(value['links'])
  );
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function inherited(context: Context): Attributes {
  const entries = FROM_BAGGAGE.map((key) => [key, baggageValue(context, key)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
