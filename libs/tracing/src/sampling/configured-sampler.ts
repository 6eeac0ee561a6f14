import type { Sampler } from '@opentelemetry/sdk-trace';
import { sdkTrace } from '../sdk/packages.js';
import { type Environment, flag, oneOf, positiveNumber, ratio, text } from '../config/readers.js';
import { serviceName } from '../sdk/service-name.js';
import { AdaptiveSampler } from './adaptive-sampler.js';
import { configuredRules } from './configured-rules.js';
import { ProbabilitySampler } from './probability-sampler.js';
import { RateLimitedSampler } from './rate-limited-sampler.js';
import { RuleBasedSampler } from './rule-sampler.js';
import { managedSampler } from './sampling-manager.js';

const PARENT_BASED = 'parentbased_';
const BELOW_PARENT = ['traceidratio', 'always_on', 'always_off', 'probability', 'ratelimited'] as const;

/** The sampler that OTEL_TRACES_SAMPLER names, else the one of this library's own variables. @throws {RangeError} for a name that is none */
export function configuredSampler(env: Environment): Sampler {
  const name = text(env, 'OTEL_TRACES_SAMPLER');
  if (name === undefined) return belowParent(ownSampler(env));
  if (name.startsWith(PARENT_BASED)) return belowParent(plainSampler(name.slice(PARENT_BASED.length), env));
  return managedSampler(plainSampler(name, env));
}

const belowParent = (sampler: Sampler): Sampler =>
  new (sdkTrace().ParentBasedSampler)({ root: managedSampler(sampler) });

function ownSampler(env: Environment): Sampler {
  const isAdaptive = flag(env, 'ADAPTIVE_SAMPLING_ENABLED', false);
  const name = isAdaptive ? 'adaptive' : oneOf(env, ['TRACE_SAMPLER'], BELOW_PARENT, 'traceidratio');
  const otherwise = plainSampler(name, env);
  const rules = configuredRules(env);
  return rules.length === 0 ? otherwise : new RuleBasedSampler(serviceName(env), rules, otherwise);
}

function plainSampler(name: string, env: Environment): Sampler {
  const { AlwaysOffSampler, AlwaysOnSampler, TraceIdRatioBasedSampler } = sdkTrace();
  switch (name) {
    case 'always_on':
      return new AlwaysOnSampler();
    case 'always_off':
      return new AlwaysOffSampler();
    case 'traceidratio':
      return new TraceIdRatioBasedSampler(ratio(env, ['OTEL_TRACES_SAMPLER_ARG', 'TRACE_SAMPLE_RATIO'], 1));
    case 'probability':
      return new ProbabilitySampler(ratio(env, ['OTEL_TRACES_SAMPLER_ARG', 'TRACE_SAMPLE_RATIO'], 1));
    case 'ratelimited':
      return new RateLimitedSampler(
        positiveNumber(env, ['OTEL_TRACES_SAMPLER_ARG', 'TRACE_SAMPLER_ARG'], 100),
      );
    case 'adaptive':
      return adaptive(env);
    default:
      throw new RangeError(
        `OTEL_TRACES_SAMPLER must be always_on, always_off, traceidratio, probability, ratelimited or adaptive, also with parentbased_ before it, but names ${name}`,
      );
  }
}

function adaptive(env: Environment): AdaptiveSampler {
  const targetTps = positiveNumber(env, ['OTEL_TRACES_SAMPLER_ARG', 'ADAPTIVE_TARGET_TPS'], 10);
  const maxTps = positiveNumber(env, ['ADAPTIVE_MAX_TPS'], targetTps * 10);
  if (targetTps > maxTps)
    throw new RangeError(
      `ADAPTIVE_TARGET_TPS must be at most ADAPTIVE_MAX_TPS, ${maxTps}, but is ${targetTps}`,
    );
  return new AdaptiveSampler({
    targetTps,
    maxTps,
    baseSampleRate: ratio(env, ['ADAPTIVE_BASE_SAMPLE_RATE'], 0.1),
    maxSampleRate: ratio(env, ['ADAPTIVE_MAX_SAMPLE_RATE'], 1),
  });
}
