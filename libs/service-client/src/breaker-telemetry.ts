import { SpanStatusCode, trace } from '@throughline/tracing/api';
import type { CircuitBreaker, CircuitState } from '@throughline/resilience';
import {
  circuitBreakerAttributes,
  circuitBreakerSpanName,
  countCircuitBreakerOpened,
} from '@throughline/tracing';

const tracer = trace.getTracer('@throughline/service-client');

/** A span and a count for each change of state, under the call that caused it. */
export function recordStateChange(state: CircuitState, { name, failures }: CircuitBreaker): void {
  const attributes = circuitBreakerAttributes({ name, state, failures });
  const span = tracer.startSpan(circuitBreakerSpanName(name), { attributes });
  if (state === 'open') {
    countCircuitBreakerOpened(name);
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'opened' });
    span.setAttribute('error', true);
  }
  span.end();
}
