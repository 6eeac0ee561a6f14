import type { Attributes, Context, Link, SpanKind } from '@opentelemetry/api';
import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace';
import { runOfTrace } from '../context/run-context.js';
import { sdkTrace } from '../sdk/packages.js';

/** Keeps every span of a run; leaves all others to another sampler. */
export class RunSampler implements Sampler {
  private readonly kept: SamplingResult = { decision: sdkTrace().SamplingDecision.RECORD_AND_SAMPLED };

  constructor(private readonly others: Sampler) {}

  shouldSample(
    context: Context,
    traceId: string,
    name: string,
    kind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult {
    if (runOfTrace(context, traceId) !== undefined) return this.kept;
    return this.others.shouldSample(context, traceId, name, kind, attributes, links);
  }

  toString(): string {
    return `RunSampler{${this.others.toString()}}`;
  }
}
