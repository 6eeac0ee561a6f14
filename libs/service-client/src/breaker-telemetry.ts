import { SpanStatusCode, metrics, trace } from '@throughline/tracing/api';
import type { CircuitBreaker, CircuitState } from '@throughline/resilience';

const STATES: readonly CircuitState[] = ['closed', 'open', 'half_open'];
const tracer = trace.getTracer('@throughline/service-client');
const opened = metrics.getMeter('@throughline/service-client').createCounter('circuit_breaker_opened_total', {
  description: 'How often a circuit breaker has opened',
});

/** A span and a count for each change of state, under the call that caused it. */
export function recordStateChange(state: CircuitState, breaker: CircuitBreaker): void {
  const span = tracer.startSpan(`circuit_breaker.${breaker.name}`, {
    attributes: {
      'circuit_breaker.name': breaker.name,
      'circuit_breaker.state': state,
      'circuit_breaker.fail_counter': breaker.failures,
      'circuit_breaker.opened': state === 'open',
    },
  });
  if (state === 'open') {
    opened.add(1, { name: breaker.name });
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'opened' });
    span.setAttribute('error', true);
  }
  span.end();
}

/** Reports the state of each breaker: 1 for the current one, 0 for the others. */
export function observeBreakers(breakers: () => Iterable<CircuitBreaker>): void {
  const gauge = metrics
    .getMeter('@throughline/service-client')
    .createObservableGauge('circuit_breaker_state', {
      description: '1 for the current state of a circuit breaker',
    });
  gauge.addCallback((result) => {
    for (const breaker of breakers()) {
      const current = breaker.state;
      for (const state of STATES) {
        result.observe(state === current ? 1 : 0, { name: breaker.name, agent: breaker.name, state });
      }
    }
  });
}
