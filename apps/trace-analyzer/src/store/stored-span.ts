import { runIdFrom, type RunId } from '@throughline/contracts';
import { attributeText } from '../otlp/any-value.js';
import { type OtlpResource, type OtlpScope, type OtlpSpan, STATUS_ERROR } from '../otlp/otlp.types.js';

/** Who made a span: shared by all spans of one resource and scope. The texts are OTLP JSON. */
export interface SpanOrigin {
  readonly service: string;
  readonly resource: string;
  readonly scope: string;
}

/** A span as it is kept: what is searched by, and the whole as OTLP JSON text. */
export interface StoredSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly origin: SpanOrigin;
  readonly name: string;
  readonly kind: number;
  /** Microseconds since the epoch. */
  readonly start: number;
  readonly end: number;
  readonly isError: boolean;
  /** Exported after the death of its process, which left it open. */
  readonly isInterrupted: boolean;
  readonly isRefused: boolean;
  /** The run whose trace this is; undefined for all other traces. */
  readonly runId: RunId | undefined;
  readonly json: string;
}

/** What a span costs beside its text. */
const OVERHEAD_BYTES = 300;
export const bytesOf = (span: StoredSpan): number => span.json.length + OVERHEAD_BYTES;

export function originOf(resource: OtlpResource, scope: OtlpScope): SpanOrigin {
  const service = resource.attributes.find(({ key }) => key === 'service.name');
  return {
    service: service === undefined ? 'unknown_service' : attributeText(service.value),
    resource: JSON.stringify(resource),
    scope: JSON.stringify(scope),
  };
}

export function storedSpan(span: OtlpSpan, origin: SpanOrigin): StoredSpan {
  const start = microseconds(span.startTimeUnixNano);
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    origin,
    name: span.name,
    kind: span.kind,
    start,
    end: Math.max(start, microseconds(span.endTimeUnixNano)),
    isError: span.status.code === STATUS_ERROR,
    isInterrupted: isMarked(span, 'interrupted'),
    isRefused: isMarked(span, 'refused'),
    runId: runOf(span),
    json: JSON.stringify(span),
  };
}

const microseconds = (nanoseconds: string): number => Number(BigInt(nanoseconds) / 1000n);

/** Our own endings are told by the status message and by error.type. */
function isMarked(span: OtlpSpan, ending: string): boolean {
  if (span.status.code !== STATUS_ERROR) return false;
  return span.status.message === ending || attribute(span, 'error.type') === ending;
}

/** The root that a creation gets which was refused. */
export const isRefusal = (span: StoredSpan): boolean => span.isRefused && span.parentSpanId === undefined;

/** A span belongs to a run when its attribute says so and the run's id is the trace's. */
function runOf(span: OtlpSpan): RunId | undefined {
  const named = attribute(span, 'throughline.run.id');
  const id = named === undefined ? undefined : runIdFrom(named);
  return id !== undefined && id === runIdFrom(span.traceId) ? id : undefined;
}

function attribute(span: OtlpSpan, key: string): string | undefined {
  const found = span.attributes.find((entry) => entry.key === key);
  return found === undefined ? undefined : attributeText(found.value);
}

/** At-least-once export repeats spans: the last wins, but what a recovery made up never replaces the true end. */
export const replaces = (later: StoredSpan, earlier: StoredSpan): boolean =>
  !later.isInterrupted || earlier.isInterrupted;
