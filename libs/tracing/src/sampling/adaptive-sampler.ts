import type { Context } from '@opentelemetry/api';
import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace';
import { sdkTrace } from '../sdk/packages.js';
import { sampleBy } from './probability-sampler.js';
import { type Clock, RateLimit, monotonic } from './rate-limit.js';
import { RecentRate } from './recent-rate.js';
import { thresholdOf } from './threshold.js';

/** What the adaptive sampler aims at. */
export interface AdaptiveOptions {
  /** Ratio until the load is known. Default 0.1. */
  readonly baseSampleRate?: number;
  /** Highest ratio, however low the load. Default 1. */
  readonly maxSampleRate?: number;
  /** Traces a second that are to be kept. Default 10. */
  readonly targetTps?: number;
  /** Traces that are kept at most in any second. Default 100. */
  readonly maxTps?: number;
}

/** What a sampler has seen and done. */
export interface SamplingStats {
  /** Traces a second that have begun here lately. */
  readonly currentTps: number;
  readonly sampledTps: number;
  /** The ratio at work now. */
  readonly sampleRate: number;
  readonly decided: number;
  readonly sampled: number;
  /**
   * Traces that came when nothing was left under the cap. Their probability was 0, so that no other stands for them: they
   * are missing from counts that are worked back from the said probabilities.
   */
  readonly capped: number;
}

/**
 * Keeps about as many traces a second as it is told, whatever the load, and never more than its cap. What it says in the
 * trace state is the probability with which the trace was kept: near the cap it is lowered step by step before the
 * decision, rather than decisions taken back, so that one over it sums up to the traces that were there.
 */
export class AdaptiveSampler implements Sampler {
  private readonly options: Required<AdaptiveOptions>;
  private readonly cap: RateLimit;
  private readonly begun: RecentRate;
  private readonly kept: RecentRate;
  private readonly counts = { decided: 0, sampled: 0, capped: 0 };

  constructor(options: AdaptiveOptions = {}, clock: Clock = monotonic) {
    this.options = checked({ baseSampleRate: 0.1, maxSampleRate: 1, targetTps: 10, maxTps: 100, ...options });
    this.cap = new RateLimit(this.options.maxTps, clock);
    this.begun = new RecentRate(clock);
    this.kept = new RecentRate(clock);
  }

  shouldSample(context: Context, traceId: string): SamplingResult {
    this.begun.add();
    this.counts.decided += 1;
    const rate = this.rate();
    if (rate === 0 && this.cap.free === 0) this.counts.capped += 1;
    const result = sampleBy(thresholdOf(rate), context, traceId);
    if (result.decision !== sdkTrace().SamplingDecision.RECORD_AND_SAMPLED) return result;
    this.cap.take();
    this.kept.add();
    this.counts.sampled += 1;
    return result;
  }

  stats(): SamplingStats {
    return {
      currentTps: this.begun.perSecond() ?? 0,
      sampledTps: this.kept.perSecond() ?? 0,
      sampleRate: this.rate(),
      ...this.counts,
    };
  }

  toString(): string {
    return `Adaptive{${this.options.targetTps}..${this.options.maxTps}}`;
  }

  private rate(): number {
    const load = this.begun.rising();
    const { baseSampleRate, maxSampleRate, targetTps, maxTps } = this.options;
    const wanted = load === undefined ? baseSampleRate : targetTps / Math.max(load, targetTps);
    // Above the middle between target and cap, only in proportion to what is left.
    const reserve = Math.max(1, (maxTps - targetTps) / 2);
    return Math.min(maxSampleRate, wanted) * Math.min(1, this.cap.free / reserve);
  }
}

function checked(options: Required<AdaptiveOptions>): Required<AdaptiveOptions> {
  for (const name of ['baseSampleRate', 'maxSampleRate'] as const)
    if (!(options[name] >= 0 && options[name] <= 1))
      throw new RangeError(`${name} must be from 0 to 1, but is ${options[name]}`);
  if (options.targetTps > 0 && options.targetTps <= options.maxTps) return options;
  throw new RangeError(`targetTps must be above 0 and at most maxTps, but is ${options.targetTps}`);
}
