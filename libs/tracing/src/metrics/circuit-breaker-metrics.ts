import type { CircuitBreakerState } from '../circuit-breaker/circuit-breaker-span.js';
import { counter, observedGauge } from './instruments.js';

type State = CircuitBreakerState['state'];

/** A circuit breaker as its metrics show it. */
export interface ObservedBreaker {
  readonly name: string;
  /** Whom it guards the calls to. Default: its name. */
  readonly agent?: string;
  readonly state: State;
}

const STATES: readonly State[] = ['closed', 'open', 'half_open'];

/** Counts that a circuit breaker has opened. */
export function countCircuitBreakerOpened(name: string): void {
  counter('circuit_breaker_opened_total', 'How often a circuit breaker has opened').add(1, { name });
}

/** Shows the state of each breaker, when metrics are read: 1 for the current one, 0 for the others. @returns what stops that */
export function observeCircuitBreakers(breakers: () => Iterable<ObservedBreaker>): () => void {
  return observedGauge({
    name: 'circuit_breaker_state',
    description: '1 for the current state of a circuit breaker',
    read: (observe) => {
      for (const { name, agent = name, state: current } of breakers())
        for (const state of STATES) observe(state === current ? 1 : 0, { name, agent, state });
    },
  });
}
