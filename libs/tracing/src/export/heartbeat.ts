import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/sdk-trace';
import { withBaggage } from '../context/baggage.js';
import { CORRELATION_ID, RUN_ID, TASK_ID } from '../context/names.js';
import { tracer } from '../spans/tracer.js';

export const HEARTBEAT = 'tracing.heartbeat';

/** What a heartbeat takes over from the span that lives: with it the heartbeat belongs to the same run. */
const INHERITED = [RUN_ID, CORRELATION_ID, TASK_ID] as const;

/**
 * Says that a span lives: a child of it without length, which is exported at once. When the process dies, the receiver
 * has the name of what it was at, and how far it came. In the journal, and in the count of a run's spans, it is a span as
 * any other.
 */
export function beat(span: Span, count: number): void {
  const context = trace.setSpanContext(ROOT_CONTEXT, span.spanContext());
  const inherited: Record<string, string> = {};
  for (const key of INHERITED) {
    const value = span.attributes[key];
    if (typeof value === 'string') inherited[key] = value;
  }
  const now = Date.now();
  const [seconds, nanos] = span.startTime;
  const ageSeconds = Math.round(now / 1000 - seconds - nanos / 1e9);
  const attributes = {
    'heartbeat.span.name': span.name,
    'heartbeat.count': count,
    'heartbeat.age_seconds': ageSeconds,
  };
  const options = { kind: SpanKind.INTERNAL, startTime: now, attributes };
  tracer().startSpan(HEARTBEAT, options, withBaggage(context, inherited)).end(now);
}
