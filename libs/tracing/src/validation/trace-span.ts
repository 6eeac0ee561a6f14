/** Kinds of spans, as OpenTelemetry calls them. */
export type TraceSpanKind = 'INTERNAL' | 'SERVER' | 'CLIENT' | 'PRODUCER' | 'CONSUMER';
/** How a span has ended, as OpenTelemetry calls it. */
export type TraceSpanStatus = 'UNSET' | 'OK' | 'ERROR';
/** What an attribute may be. */
export type TraceAttributeValue = string | number | boolean | readonly TraceAttributeValue[];
export type TraceAttributes = Readonly<Record<string, TraceAttributeValue>>;

export interface TraceSpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes?: TraceAttributes;
}

export interface TraceSpanEvent {
  readonly name: string;
  readonly timeUnixNano: string | bigint;
  readonly attributes: TraceAttributes;
}

/** A received span as a plain record, whatever has received it. */
export interface TraceSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string | undefined;
  readonly name: string;
  readonly kind: TraceSpanKind;
  readonly service: string;
  /** Nanoseconds since 1970. */
  readonly startTimeUnixNano: string | bigint;
  readonly endTimeUnixNano: string | bigint;
  readonly status: { readonly code: TraceSpanStatus; readonly message?: string | undefined };
  readonly attributes: TraceAttributes;
  readonly links: readonly TraceSpanLink[];
  readonly events?: readonly TraceSpanEvent[];
}
