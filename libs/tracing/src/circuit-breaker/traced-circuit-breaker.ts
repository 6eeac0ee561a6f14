import { type Span, SpanKind } from '@opentelemetry/api';
import {
  type ObservedBreaker,
  countCircuitBreakerOpened,
  observeCircuitBreakers,
} from '../metrics/circuit-breaker-metrics.js';
import { recordFailure } from '../spans/failure.js';
import { traceAsyncOperation } from '../spans/operation.js';
import { type Breaker, type BreakerOptions, ConsecutiveBreaker } from './breaker.js';
import { circuitBreakerAttributes, circuitBreakerSpanName } from './circuit-breaker-span.js';

/** The breaker to trace, or what to make one of. */
export interface TracedCircuitBreakerOptions extends BreakerOptions {
  /** A breaker that is there already; it is the one that guards, and the numbers above are its own. */
  readonly breaker?: Breaker;
}

/** The last breaker of each name; breakers live as long as their program. */
const known = new Map<string, ObservedBreaker>();
const MOST_OBSERVED = 200;

/**
 * A circuit breaker whose calls are spans `circuit_breaker.<name>` with `circuit_breaker.name`, `.state`,
 * `.fail_counter` and `.opened`, as they are after the call; `circuit_breaker_state` and
 * `circuit_breaker_opened_total` tell of it, too.
 */
export class TracedCircuitBreaker {
  private readonly breaker: Breaker;

  constructor(
    readonly name: string,
    { breaker, ...options }: TracedCircuitBreakerOptions = {},
  ) {
    this.breaker = breaker ?? new ConsecutiveBreaker(name, options);
    observe(this.breaker);
  }

  /** `closed`, `open` or `half_open`, now. */
  get state(): Breaker['state'] {
    return this.breaker.state;
  }

  /** Failures in a row so far. */
  get failures(): number {
    return this.breaker.failures;
  }

  /**
   * Makes the call, unless the circuit is open.
   * @param fallback what answers instead of an error or an open circuit; the span stays marked as failed
   * @throws {CircuitBreakerOpenError} when the circuit is open and there is no fallback @throws what `fn` throws
   */
  call<T>(fn: (span: Span) => Promise<T>, fallback?: (error: unknown) => T | Promise<T>): Promise<T> {
    const guarded = async (span: Span): Promise<T> => {
      const before = this.breaker.state;
      try {
        return await this.breaker.run(() => fn(span));
      } catch (error) {
        if (fallback === undefined) throw error;
        recordFailure(span, error);
        span.setAttribute('circuit_breaker.fallback', true);
        return await fallback(error);
      } finally {
        this.describe(span, before);
      }
    };
    const options = { kind: SpanKind.INTERNAL };
    return traceAsyncOperation(
      circuitBreakerSpanName(this.name),
      circuitBreakerAttributes(this.now()),
      guarded,
      options,
    );
  }

  private describe(span: Span, before: Breaker['state']): void {
    const now = this.now();
    span.setAttributes(circuitBreakerAttributes(now));
    if (now.state === 'open' && before !== 'open') countCircuitBreakerOpened(this.name);
  }

  private now(): Pick<Breaker, 'name' | 'state' | 'failures'> {
    const { state, failures } = this.breaker;
    return { name: this.name, state, failures };
  }
}

function observe(breaker: ObservedBreaker): void {
  if (known.size === 0) observeCircuitBreakers(() => known.values());
  if (known.size < MOST_OBSERVED || known.has(breaker.name)) known.set(breaker.name, breaker);
}
