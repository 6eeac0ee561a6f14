import { backoffMs } from './backoff.js';
import type { Sent } from './span-sender.js';

/** After these the receiver is left alone for a while. */
const TROUBLES: readonly string[] = ['unavailable', 'unknown', 'failed'];
const MOST_WAIT_MS = 60_000;

/** When a queue sends next: soon; after trouble later with each time, and not before the receiver wants it. */
export class ExportPace {
  private failures = 0;
  private notBefore = 0;

  constructor(private readonly scheduleDelayMs: number) {}

  /** Whether the last sending went well. */
  get isGood(): boolean {
    return this.failures === 0;
  }

  /** Whether the receiver wants to be left alone still. */
  get isBarred(): boolean {
    return performance.now() < this.notBefore;
  }

  get delayMs(): number {
    if (this.isGood) return this.scheduleDelayMs;
    return Math.max(backoffMs(this.failures), Math.min(this.notBefore - performance.now(), MOST_WAIT_MS));
  }

  learn(sent: readonly Sent<unknown>[]): void {
    const troubles = sent.filter(({ outcome }) => TROUBLES.includes(outcome.kind));
    this.failures = troubles.length === 0 ? 0 : this.failures + 1;
    for (const { outcome } of troubles)
      if (outcome.kind === 'unavailable' && outcome.retryAfterMs !== undefined)
        this.notBefore = performance.now() + outcome.retryAfterMs;
  }
}
