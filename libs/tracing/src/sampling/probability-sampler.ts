import { type Context, trace } from '@opentelemetry/api';
import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace';
import { sdkTrace } from '../sdk/packages.js';
import { randomnessOf, thresholdOf, withThreshold } from './threshold.js';

/** Keeps traces with a probability, the same ones in every service, and says the probability in the trace state. */
export class ProbabilitySampler implements Sampler {
  private readonly threshold: bigint | undefined;

  constructor(private readonly probability: number) {
    this.threshold = thresholdOf(probability);
  }

  shouldSample(context: Context, traceId: string): SamplingResult {
    return sampleBy(this.threshold, context, traceId);
  }

  toString(): string {
    return `Probability{${this.probability}}`;
  }
}

/** Whether the trace is above the threshold. */
export function sampleBy(threshold: bigint | undefined, context: Context, traceId: string): SamplingResult {
  const { NOT_RECORD, RECORD_AND_SAMPLED } = sdkTrace().SamplingDecision;
  const state = trace.getSpanContext(context)?.traceState;
  if (threshold === undefined || randomnessOf(traceId, state) < threshold) return { decision: NOT_RECORD };
  return { decision: RECORD_AND_SAMPLED, traceState: withThreshold(state, threshold) };
}
