import type { Clock } from './rate-limit.js';

const BUCKETS = 10;
const BUCKET_MS = 100;
/** So many standard deviations are no chance. */
const CHANCE = 4;

/** How often something happens in a second, from the last second in tenths. */
export class RecentRate {
  private readonly counts = new Float64Array(BUCKETS);
  private readonly beginning: number;
  private at = 0;

  constructor(private readonly clock: Clock) {
    this.beginning = clock();
  }

  add(): void {
    this.forget();
    const bucket = this.at % BUCKETS;
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
  }

  /** As `perSecond`, but goes at once with a rise that cannot be chance. */
  rising(): number | undefined {
    const average = this.perSecond();
    if (average === undefined) return undefined;
    const seconds = (BUCKET_MS + this.partMs()) / 1000;
    const last = this.counts[(this.at + BUCKETS - 1) % BUCKETS] ?? 0;
    const lately = (last + (this.counts[this.at % BUCKETS] ?? 0)) / seconds;
    const chance = CHANCE * Math.sqrt(Math.max(average, 1) / seconds);
    return lately > average + chance ? lately : average;
  }

  /** Undefined until a tenth of a second has been seen. */
  perSecond(): number | undefined {
    this.forget();
    const seenMs = Math.min(this.clock() - this.beginning, (BUCKETS - 1) * BUCKET_MS + this.partMs());
    if (seenMs < BUCKET_MS) return undefined;
    return (this.counts.reduce((sum, count) => sum + count, 0) * BUCKETS * BUCKET_MS) / seenMs;
  }

  private partMs(): number {
    return (this.clock() - this.beginning) % BUCKET_MS;
  }

  private forget(): void {
    const now = Math.floor((this.clock() - this.beginning) / BUCKET_MS);
    if (now - this.at >= BUCKETS) this.counts.fill(0);
    else for (let each = this.at + 1; each <= now; each += 1) this.counts[each % BUCKETS] = 0;
    this.at = now;
  }
}
