export type CircuitState = 'closed' | 'open' | 'half_open';

export interface CircuitBreakerOptions {
  /** Failures in a row that open the circuit. Default 5. */
  readonly failureThreshold?: number;
  /** How long it stays open before it tries again. Default 60 000. */
  readonly recoveryTimeoutMs?: number;
  /** Trial calls that must all pass before it closes; no more than these run at once. Default 3. */
  readonly halfOpenRequests?: number;
  /** Which errors count as failures of the other side. Default: all. */
  readonly isFailure?: (error: unknown) => boolean;
  readonly onStateChange?: (state: CircuitState, breaker: CircuitBreaker) => void;
  /** Monotonic milliseconds. Default `performance.now`. */
  readonly now?: () => number;
}

/** The circuit is open: the call was not made. */
export class CircuitOpenError extends Error {
  constructor(
    readonly circuit: string,
    readonly retryAfterMs: number,
  ) {
    super(`the circuit ${circuit} is open for another ${Math.ceil(retryAfterMs)} ms`);
    this.name = 'CircuitOpenError';
  }
}

/** Stops calls to what keeps failing, and closes again only after several trial calls have all passed. */
export class CircuitBreaker {
  readonly #threshold: number;
  readonly #recoveryMs: number;
  readonly #trials: number;
  readonly #options: CircuitBreakerOptions;
  readonly #now: () => number;
  #state: CircuitState = 'closed';
  #failures = 0;
  #openedAt = 0;
  #trialsStarted = 0;
  #trialsPassed = 0;
  /** Raised at each change of state: a call that began before it says nothing about the state after it. */
  #era = 0;

  constructor(
    readonly name: string,
    options: CircuitBreakerOptions = {},
  ) {
    this.#options = options;
    this.#threshold = options.failureThreshold ?? 5;
    this.#recoveryMs = options.recoveryTimeoutMs ?? 60_000;
    this.#trials = options.halfOpenRequests ?? 3;
    this.#now = options.now ?? (() => performance.now());
  }

  get state(): CircuitState {
    if (this.#state === 'open' && this.#remainingOpenMs() <= 0) this.#become('half_open');
    return this.#state;
  }

  /** Failures in a row so far. */
  get failures(): number {
    return this.#failures;
  }

  /** @throws {CircuitOpenError} when the call may not be made now */
  async run<T>(fn: () => Promise<T>): Promise<T> {
    this.#admit();
    const era = this.#era;
    try {
      const result = await fn();
      if (era === this.#era) this.#passed();
      return result;
    } catch (error) {
      if (era === this.#era) this.#threw(error);
      throw error;
    }
  }

  #admit(): void {
    const state = this.state;
    if (state === 'closed') return;
    if (state === 'open' || this.#trialsStarted >= this.#trials) {
      throw new CircuitOpenError(this.name, Math.max(0, this.#remainingOpenMs()));
    }
    this.#trialsStarted += 1;
  }

  #passed(): void {
    this.#failures = 0;
    if (this.#state !== 'half_open') return;
    this.#trialsPassed += 1;
    if (this.#trialsPassed >= this.#trials) this.#become('closed');
  }

  #threw(error: unknown): void {
    const failed = this.#options.isFailure?.(error) ?? true;
    // An error that is not the other side's fault (a refused request, an abort) proves neither health nor
    // sickness: a trial call that ends so makes room for another one.
    if (!failed && this.#state === 'half_open') this.#trialsStarted -= 1;
    if (!failed) return;
    this.#failures += 1;
    if (this.#state === 'half_open' || this.#failures >= this.#threshold) this.#become('open');
  }

  #become(state: CircuitState): void {
    this.#state = state;
    this.#era += 1;
    this.#trialsStarted = 0;
    this.#trialsPassed = 0;
    if (state === 'open') this.#openedAt = this.#now();
    if (state === 'closed') this.#failures = 0;
    this.#options.onStateChange?.(state, this);
  }

  #remainingOpenMs(): number {
    return this.#openedAt + this.#recoveryMs - this.#now();
  }
}
