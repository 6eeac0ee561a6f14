export interface RetryBudgetOptions {
  /** Most retries that may be saved up; the bucket starts full. Default 10. */
  readonly capacity?: number;
  /** What each first call puts in: 0.1 allows one retry for ten calls. Default 0.1. */
  readonly perCall?: number;
  /** What time puts in, so that a quiet client may retry too. Default 0.5 a second. */
  readonly perSecond?: number;
  /** Monotonic milliseconds. Default `performance.now`. */
  readonly now?: () => number;
}

/** A token bucket for retries: it keeps a client from multiplying the load on what already fails. */
export class RetryBudget {
  readonly #capacity: number;
  readonly #perCall: number;
  readonly #perSecond: number;
  readonly #now: () => number;
  #tokens: number;
  #filledAt: number;

  constructor(options: RetryBudgetOptions = {}) {
    this.#capacity = options.capacity ?? 10;
    this.#perCall = options.perCall ?? 0.1;
    this.#perSecond = options.perSecond ?? 0.5;
    this.#now = options.now ?? (() => performance.now());
    this.#tokens = this.#capacity;
    this.#filledAt = this.#now();
  }

  /** Retries that may be made now. */
  get available(): number {
    this.#fill(0);
    return Math.floor(this.#tokens);
  }

  /** Counts a first call. */
  deposit(): void {
    this.#fill(this.#perCall);
  }

  /** Takes one retry; false when there is none left. */
  withdraw(): boolean {
    this.#fill(0);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  #fill(extra: number): void {
    const now = this.#now();
    const earned = ((now - this.#filledAt) / 1000) * this.#perSecond;
    this.#filledAt = now;
    this.#tokens = Math.min(this.#capacity, this.#tokens + earned + extra);
  }
}
