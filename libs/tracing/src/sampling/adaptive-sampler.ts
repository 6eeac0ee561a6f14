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
  /** Traces given up only because of the cap: they are missing from what the said probability lets one expect. */
  readonly capped: number;
}

/** Keeps about as many traces a second as it is told, whatever the load, and never more than its cap. */
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
    const { NOT_RECORD, RECORD_AND_SAMPLED } = sdkTrace().SamplingDecision;
    this.begun.add();
    this.counts.decided += 1;
    const result = sampleBy(thresholdOf(this.rate()), context, traceId);
    if (result.decision !== RECORD_AND_SAMPLED) return result;
    if (!this.cap.take()) {
      this.counts.capped += 1;
      return { decision: NOT_RECORD };
    }
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
    const load = this.begun.perSecond();
    const { baseSampleRate, maxSampleRate, targetTps } = this.options;
    const wanted = load === undefined ? baseSampleRate : targetTps / Math.max(load, targetTps);
    return Math.min(maxSampleRate, wanted);
  }
}

function checked(options: Required<AdaptiveOptions>): Required<AdaptiveOptions> {
  for (const name of ['baseSampleRate', 'maxSampleRate'] as const)
    if (!(options[name] >= 0 && options[name] <= 1))
      throw new RangeError(`${name} must be from 0 to 1, but is ${options[name]}`);
  if (options.targetTps > 0 && options.targetTps <= options.maxTps) return options;
  throw new RangeError(`targetTps must be above 0 and at most maxTps, but is ${options.targetTps}`);
}
