/** Milliseconds of a clock that never goes back. */
export type Clock = () => number;

export const monotonic: Clock = () => performance.now();

const SECOND = 1_000;
const MAX_PER_SECOND = 100_000;

/** Takes at most so many in any second, wherever that second begins. Below one a second, one in so many seconds. */
export class RateLimit {
  private readonly taken: Float64Array;
  private readonly windowMs: number;
  private next = 0;
  private used = 0;

  constructor(
    readonly perSecond: number,
    private readonly clock: Clock = monotonic,
  ) {
    if (!(perSecond > 0 && perSecond <= MAX_PER_SECOND))
      throw new RangeError(
        `a rate must be above 0 and at most ${MAX_PER_SECOND} a second, but is ${perSecond}`,
      );
    this.taken = new Float64Array(Math.max(1, Math.floor(perSecond)));
    this.windowMs = Math.max(SECOND, SECOND / perSecond);
  }

  /** How many can be taken now. */
  get free(): number {
    const { taken } = this;
    const before = this.clock() - this.windowMs;
    // The oldest that still counts stands `used` before the next one.
    while (this.used > 0 && (taken[(this.next + taken.length - this.used) % taken.length] ?? 0) <= before)
      this.used -= 1;
    return taken.length - this.used;
  }

  take(): boolean {
    if (this.free === 0) return false;
    this.taken[this.next] = this.clock();
    this.next = (this.next + 1) % this.taken.length;
    this.used += 1;
    return true;
  }
}
