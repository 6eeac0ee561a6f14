import type { Sampler } from '@opentelemetry/sdk-trace';
import { sdkTrace } from '../start-up/packages.js';
import { ratio, text } from '../start-up/settings.js';

const PARENT_BASED = 'parentbased_';

/** The sampler that OTEL_TRACES_SAMPLER names. @throws {RangeError} for a name that is none */
export function configuredSampler(env: NodeJS.ProcessEnv): Sampler {
  const name = text(env, 'OTEL_TRACES_SAMPLER') ?? 'parentbased_traceidratio';
  if (!name.startsWith(PARENT_BASED)) return plainSampler(name, env);
  return new (sdkTrace().ParentBasedSampler)({ root: plainSampler(name.slice(PARENT_BASED.length), env) });
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
    default:
      throw new RangeError(
        `OTEL_TRACES_SAMPLER must be always_on, always_off or traceidratio, also with parentbased_ before it, but names ${name}`,
      );
  }
}
