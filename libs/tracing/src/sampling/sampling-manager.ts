import {
  type Attributes,
  type Context,
  type Link,
  type SpanContext,
  type SpanKind,
  TraceFlags,
  isSpanContextValid,
  trace,
} from '@opentelemetry/api';
import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace';
import { tracingEnvironment } from '../config/environment.js';
import { sdkTrace } from '../sdk/packages.js';
import { serviceName } from '../sdk/service-name.js';
import { type AdaptiveOptions, AdaptiveSampler, type SamplingStats } from './adaptive-sampler.js';
import { RuleBasedSampler } from './rule-sampler.js';
import { type SamplingStrategy, samplerOf } from './strategy.js';

/** Changes and watches how traces that are not runs are chosen; runs are always kept. */
export interface SamplingManager {
  /** From now on the adaptive sampler with these numbers. @throws {RangeError} for numbers that do not fit */
  readonly configureSampler: (options?: AdaptiveOptions) => void;
  /** From now on another strategy; per service by rules on the service. @throws {RangeError} for a rate that is none */
  readonly useStrategy: (strategy: SamplingStrategy) => void;
  /** Of the adaptive sampler; undefined where another one is at work. */
  readonly getSamplingStats: () => SamplingStats | undefined;
}

/** What the manager was told last. */
let chosen: Sampler | undefined;
/** What the process was started with. */
let started: Sampler | undefined;

const manager: SamplingManager = {
  configureSampler: (options) => {
    chosen = new AdaptiveSampler(options);
  },
  useStrategy: (strategy) => {
    chosen = samplerOf(strategy, serviceName(tracingEnvironment()));
  },
  getSamplingStats: () => adaptiveOf(chosen ?? started)?.stats(),
};

/** The one that decides in this process which traces are kept. */
export const getSamplingManager = (): SamplingManager => manager;

let managed: ManagedSampler | undefined;

/** What is at work now, in a word; undefined where no sampler has been made. */
export const samplerDescription = (): string | undefined => managed?.toString();

/** The sampler of this process, which the manager can change. */
export function managedSampler(configured: Sampler): Sampler {
  managed = new ManagedSampler(configured);
  return managed;
}

function follow({ traceFlags }: SpanContext): SamplingResult {
  const { NOT_RECORD, RECORD_AND_SAMPLED } = sdkTrace().SamplingDecision;
  return { decision: (traceFlags & TraceFlags.SAMPLED) === 0 ? NOT_RECORD : RECORD_AND_SAMPLED };
}

/** The sampler that the manager was given last, else the one of the environment. */
export class ManagedSampler implements Sampler {
  constructor(private readonly configured: Sampler) {
    started = configured;
  }

  shouldSample(
    context: Context,
    traceId: string,
    name: string,
    kind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult {
    // Within a process a trace is decided once: no rule, rate or time makes holes in it.
    const parent = trace.getSpanContext(context);
    if (parent !== undefined && parent.isRemote !== true && isSpanContextValid(parent)) return follow(parent);
    return (chosen ?? this.configured).shouldSample(context, traceId, name, kind, attributes, links);
  }

  toString(): string {
    return (chosen ?? this.configured).toString();
  }
}

const adaptiveOf = (sampler: Sampler | undefined): AdaptiveSampler | undefined => {
  if (sampler instanceof AdaptiveSampler) return sampler;
  return sampler instanceof RuleBasedSampler ? adaptiveOf(sampler.otherwise) : undefined;
};
