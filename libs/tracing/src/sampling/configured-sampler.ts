import type { Sampler } from '@opentelemetry/sdk-trace';
import { sdkTrace } from '../sdk/packages.js';
import { positiveInteger, ratio, text } from '../config/settings.js';
import { AdaptiveSampler } from './adaptive-sampler.js';
import { ProbabilitySampler } from './probability-sampler.js';
import { RateLimitedSampler } from './rate-limited-sampler.js';
import { managedSampler } from './sampling-manager.js';

const PARENT_BASED = 'parentbased_';

/** The sampler that OTEL_TRACES_SAMPLER names. @throws {RangeError} for a name that is none */
export function configuredSampler(env: NodeJS.ProcessEnv): Sampler {
  const name = text(env, 'OTEL_TRACES_SAMPLER') ?? 'parentbased_traceidratio';
  if (!name.startsWith(PARENT_BASED)) return managedSampler(plainSampler(name, env));
  return new (sdkTrace().ParentBasedSampler)({
    root: managedSampler(plainSampler(name.slice(PARENT_BASED.length), env)),
  });
}

function plainSampler(name: string, env: NodeJS.ProcessEnv): Sampler {
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
      return new RateLimitedSampler(positiveInteger(env, 'OTEL_TRACES_SAMPLER_ARG', 100));
    case 'adaptive': {
      const targetTps = positiveInteger(env, 'OTEL_TRACES_SAMPLER_ARG', 10);
      return new AdaptiveSampler({ targetTps, maxTps: targetTps * 10 });
    }
    default:
      throw new RangeError(
        `OTEL_TRACES_SAMPLER must be always_on, always_off, traceidratio, probability, ratelimited or adaptive, also with parentbased_ before it, but names ${name}`,
      );
  }
}
