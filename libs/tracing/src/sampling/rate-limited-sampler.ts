import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace';
import { sdkTrace } from '../sdk/packages.js';
import { type Clock, RateLimit } from './rate-limit.js';

/** Keeps so many traces a second at most. Which ones they are depends on when they come, so no probability is said. */
export class RateLimitedSampler implements Sampler {
  private readonly limit: RateLimit;

  constructor(perSecond: number, clock?: Clock) {
    this.limit = new RateLimit(perSecond, clock);
  }

  shouldSample(): SamplingResult {
    const { NOT_RECORD, RECORD_AND_SAMPLED } = sdkTrace().SamplingDecision;
    return { decision: this.limit.take() ? RECORD_AND_SAMPLED : NOT_RECORD };
  }

  toString(): string {
    return `RateLimited{${this.limit.perSecond}}`;
  }
}
