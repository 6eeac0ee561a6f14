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

  constructor(
    readonly perSecond: number,
    private readonly clock: Clock = monotonic,
  ) {
    if (!(perSecond > 0 && perSecond <= MAX_PER_SECOND))
      throw new RangeError(
        `a rate must be above 0 and at most ${MAX_PER_SECOND} a second, but is ${perSecond}`,
      );
    this.taken = new Float64Array(Math.max(1, Math.floor(perSecond))).fill(Number.NEGATIVE_INFINITY);
    this.windowMs = Math.max(SECOND, SECOND / perSecond);
  }

  take(): boolean {
    const now = this.clock();
    const oldest = this.taken[this.next] ?? Number.NEGATIVE_INFINITY;
    if (now - oldest < this.windowMs) return false;
    this.taken[this.next] = now;
    this.next = (this.next + 1) % this.taken.length;
    return true;
  }
}
