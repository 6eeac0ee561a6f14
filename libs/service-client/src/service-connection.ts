import { type ServiceName, ThroughlineError } from '@throughline/contracts';
import { CircuitBreaker } from '@throughline/resilience';
import { Pool } from 'undici';
import { recordStateChange } from './breaker-telemetry.js';
import { RemoteError, TooManyCallsError } from './service-client.errors.js';
import { isServiceFailure } from './transport-error.js';

/** A service that was killed is back within seconds; the breaker looks again as soon as that. */
const RECOVERY_MS = 5_000;
const CONNECTIONS = 32;
const STREAMS = 128;
const MAX_CALLS = 512;

/** All that calls to one process of a service share: connections, breaker and the bound on waiting calls. */
export class ServiceConnection {
  readonly pool: Pool;
  /** Streams last long: they must not take the connections that calls need. */
  readonly streams: Pool;
  readonly breaker: CircuitBreaker;
  #calls = 0;

  constructor(
    readonly service: ServiceName,
    port: number,
    breakerName: string,
  ) {
    const origin = `http://127.0.0.1:${port}`;
    const connect = { timeout: 2_000 };
    this.pool = new Pool(origin, {
      connections: CONNECTIONS,
      pipelining: 1,
      connect,
      keepAliveTimeout: 10_000,
    });
    this.streams = new Pool(origin, {
      connections: STREAMS,
      pipelining: 1,
      connect,
      keepAliveTimeout: 1_000,
    });
    this.breaker = new CircuitBreaker(breakerName, {
      recoveryTimeoutMs: RECOVERY_MS,
      isFailure: isServiceFailure,
      onStateChange: recordStateChange,
    });
  }

  async destroy(): Promise<void> {
    await Promise.all([this.pool.destroy(), this.streams.destroy()]);
  }

  /** Runs one call within the bound. @throws {TooManyCallsError} */
  async admit<T>(fn: () => Promise<T>): Promise<T> {
    if (this.#calls >= MAX_CALLS) throw new TooManyCallsError(this.service, MAX_CALLS);
    this.#calls += 1;
    try {
      return await fn();
    } finally {
      this.#calls -= 1;
    }
  }
}

/** Seconds that a caller is made to wait for another try; what takes longer is for the caller to decide. */
const MAX_RETRY_AFTER_SECONDS = 2;

/**
 * Worth another try: the service was away, or said that it cannot now and can soon. What it could not reach itself
 * it has tried often enough already: tries of tries would multiply.
 */
export function isRetryable(error: unknown): boolean {
  if (!(error instanceof ThroughlineError) || !error.retryable || error.kind !== 'unavailable') return false;
  if ((error.retryAfterSeconds ?? 0) > MAX_RETRY_AFTER_SECONDS) return false;
  return !(error instanceof RemoteError && error.code === 'service_unavailable');
}
