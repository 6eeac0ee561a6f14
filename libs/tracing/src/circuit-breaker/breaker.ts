import { TracingError } from '../tracing-error.js';
import type { CircuitBreakerState } from './circuit-breaker-span.js';

type State = CircuitBreakerState['state'];

/** A circuit breaker, whoever has written it. */
export interface Breaker {
  readonly name: string;
  readonly state: State;
  /** Failures in a row so far. */
  readonly failures: number;
  /** Makes the call, unless the circuit is open. @throws what `fn` throws, or an error of its own when it is open */
  run<T>(fn: () => Promise<T>): Promise<T>;
}

/** When a circuit breaker opens and closes. */
export interface BreakerOptions {
  /** Failures in a row that open the circuit. Default 5. */
  readonly failureThreshold?: number;
  /** Milliseconds that it stays open before it tries again. Default 60 000. */
  readonly recoveryTimeout?: number;
  /** Trial calls that must all pass before it closes; no more than these run at once. Default 3. */
  readonly halfOpenRequests?: number;
  /** Which errors are failures of the other side. Default: all. */
  readonly isFailure?: (error: unknown) => boolean;
  /** Monotonic milliseconds. Default: `performance.now`. */
  readonly now?: () => number;
}

/** The circuit is open: the call was not made. */
export class CircuitBreakerOpenError extends TracingError {
  constructor(readonly circuitBreaker: string) {
    super(
      'circuit_breaker_open',
      `${circuitBreaker} has failed too often and is not called for the moment; try again later`,
    );
    this.name = 'CircuitBreakerOpenError';
  }
}

/** Opens after failures in a row, and closes again only after several trial calls have all passed. */
export class ConsecutiveBreaker implements Breaker {
  failures = 0;
  private current: State = 'closed';
  private openedAt = 0;
  private trials = 0;
  private passed = 0;
  /** Raised with each change: a call that began before it says nothing about the state after it. */
  private era = 0;
  private readonly options: Required<BreakerOptions>;

  constructor(
    readonly name: string,
    options: BreakerOptions = {},
  ) {
    this.options = {
      failureThreshold: 5,
      recoveryTimeout: 60_000,
      halfOpenRequests: 3,
      isFailure: () => true,
      now: () => performance.now(),
      ...options,
    };
  }

  get state(): State {
    const { now, recoveryTimeout } = this.options;
    if (this.current === 'open' && now() - this.openedAt >= recoveryTimeout) this.become('half_open');
    return this.current;
  }

  /** @throws {CircuitBreakerOpenError} when the call may not be made now */
  async run<T>(fn: () => Promise<T>): Promise<T> {
    if (!this.admits()) throw new CircuitBreakerOpenError(this.name);
    if (this.current === 'half_open') this.trials += 1;
    const { era } = this;
    try {
      const result = await fn();
      if (era === this.era) this.succeeded();
      return result;
    } catch (error) {
      if (era === this.era) this.threw(error);
      throw error;
    }
  }

  private admits(): boolean {
    const { state } = this;
    return state === 'closed' || (state === 'half_open' && this.trials < this.options.halfOpenRequests);
  }

  private succeeded(): void {
    this.failures = 0;
    if (this.current !== 'half_open') return;
    this.passed += 1;
    if (this.passed >= this.options.halfOpenRequests) this.become('closed');
  }

  private threw(error: unknown): void {
    if (!this.options.isFailure(error)) {
      // Neither well nor ill: room for another trial.
      if (this.current === 'half_open') this.trials -= 1;
      return;
    }
    this.failures += 1;
    if (this.current === 'half_open' || this.failures >= this.options.failureThreshold) this.become('open');
  }

  private become(state: State): void {
    this.current = state;
    this.era += 1;
    this.trials = 0;
    this.passed = 0;
    if (state === 'open') this.openedAt = this.options.now();
  }
}
