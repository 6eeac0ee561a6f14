import type { Attributes } from '@opentelemetry/api';

/** What a circuit breaker is like at a moment. */
export interface CircuitBreakerState {
  readonly name: string;
  readonly state: 'closed' | 'open' | 'half_open';
  /** Failures since the last success. */
  readonly failures: number;
}

/** Name of the span of a call that a circuit breaker guards. */
export const circuitBreakerSpanName = (name: string): string => `circuit_breaker.${name}`;

/** What that span says of the breaker. */
export function circuitBreakerAttributes({ name, state, failures }: CircuitBreakerState): Attributes {
  return {
    'circuit_breaker.name': name,
    'circuit_breaker.state': state,
    'circuit_breaker.fail_counter': failures,
    'circuit_breaker.opened': state === 'open',
  };
}
