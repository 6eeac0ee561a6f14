import { readSpan } from '../otlp/read-span.js';
import { originOf, type StoredSpan, storedSpan } from './stored-span.js';

export interface SpanFields {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly parentSpanId?: string;
  readonly service?: string;
  readonly name?: string;
  readonly kind?: number;
  readonly startMs?: number;
  readonly durationMs?: number;
  readonly status?: { code?: number; message?: string };
  readonly attributes?: Readonly<Record<string, string>>;
}

export const TRACE = '0af7651916cd43dd8448eb211c80319c';

/** A span for tests, as the receiver would store it. */
export function aSpan(fields: SpanFields = {}): StoredSpan {
  const startMs = fields.startMs ?? 1_700_000_000_000;
  const span = readSpan({
    traceId: fields.traceId ?? TRACE,
    spanId: fields.spanId ?? '00f067aa0ba902b7',
    parentSpanId: fields.parentSpanId,
    name: fields.name ?? 'work',
    kind: fields.kind ?? 1,
    startTimeUnixNano: `${startMs}000000`,
    endTimeUnixNano: `${startMs + (fields.durationMs ?? 5)}000000`,
    attributes: keyValuesOf(fields.attributes ?? {}),
    status: fields.status,
  });
  const resource = { attributes: keyValuesOf({ 'service.name': fields.service ?? 'api-gateway' }) };
  return storedSpan(span, originOf(resource, { name: 'test' }));
}

const keyValuesOf = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }));
