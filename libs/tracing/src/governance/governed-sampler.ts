import {
  type Attributes,
  type Context,
  type Link,
  type SpanKind,
  TraceFlags,
  isSpanContextValid,
  trace,
} from '@opentelemetry/api';
import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace';
import { withThreshold } from '../sampling/threshold.js';
import { sdkTrace } from '../sdk/packages.js';
import { isGoverned } from './governed-span.js';

/** Probability 1, as the trace state says it. */
const ALWAYS = 0n;

/** Keeps every span of a governed operation, beside the counts and caps of the sampler that chooses the others. */
export class GovernedSampler implements Sampler {
  constructor(private readonly others: Sampler) {}

  shouldSample(
    context: Context,
    traceId: string,
    name: string,
    kind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult {
    if (isGoverned(attributes)) return kept(context);
    return this.others.shouldSample(context, traceId, name, kind, attributes, links);
  }

  toString(): string {
    return `Governed{${this.others.toString()}}`;
  }
}

/** What a trace was kept with stays; one that begins here was sure to be kept. */
function kept(context: Context): SamplingResult {
  const decision = sdkTrace().SamplingDecision.RECORD_AND_SAMPLED;
  const parent = trace.getSpanContext(context);
  if (parent === undefined || !isSpanContextValid(parent))
    return { decision, traceState: withThreshold(undefined, ALWAYS) };
  const { traceState } = parent;
  if ((parent.traceFlags & TraceFlags.SAMPLED) === 0)
    return { decision, traceState: withThreshold(traceState, ALWAYS) };
  return traceState === undefined ? { decision } : { decision, traceState };
}
