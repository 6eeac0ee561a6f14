import type { Attributes, Context, Link, SpanKind } from '@opentelemetry/api';
import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace';
import type { SpanCounts } from '../export/span-counts.js';
import { sdkTrace } from '../sdk/packages.js';
import { type ErrorRescue, RESCUED } from './error-rescue.js';

/** Counts every span that is asked for, and has those that another sampler leaves out recorded where errors are rescued. */
export class CountedSampler implements Sampler {
  private readonly decisions = sdkTrace().SamplingDecision;

  constructor(
    private readonly sampler: Sampler,
    private readonly counts: SpanCounts,
    private readonly rescue: ErrorRescue | undefined,
  ) {}

  shouldSample(
    context: Context,
    traceId: string,
    name: string,
    kind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult {
    const result = this.sampler.shouldSample(context, traceId, name, kind, attributes, links);
    this.counts.created += 1;
    if (this.rescue?.isRescued(traceId) === true) return this.rescued(result);
    if (result.decision !== this.decisions.NOT_RECORD) return result;
    if (this.rescue !== undefined) return { ...result, decision: this.decisions.RECORD };
    this.counts.sampledOut += 1;
    return result;
  }

  toString(): string {
    return this.sampler.toString();
  }

  /** From its error on, a trace is sampled: those who are called from here record it as well. */
  private rescued(result: SamplingResult): SamplingResult {
    this.counts.rescued += 1;
    const attributes = { ...result.attributes, [RESCUED]: true };
    return { ...result, attributes, decision: this.decisions.RECORD_AND_SAMPLED };
  }
}
