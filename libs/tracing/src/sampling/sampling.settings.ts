import type { TracingSetting } from '../config/tracing-setting.js';

/** Which traces are kept. */
export const SAMPLING_SETTINGS: readonly TracingSetting[] = [
  {
    env: 'OTEL_TRACES_SAMPLER',
    default: 'parentbased_traceidratio',
    description:
      'Sampler of traces that are not runs; runs are always sampled. always_on, always_off, traceidratio, probability, ratelimited, adaptive, also with parentbased_ before it.',
  },
  {
    env: 'OTEL_TRACES_SAMPLER_ARG',
    default: 'TRACE_SAMPLE_RATIO',
    description:
      'Ratio of that sampler, from 0 to 1; for ratelimited and adaptive the traces a second, 100 and 10.',
  },
  {
    env: 'TRACE_SAMPLE_RATIO',
    default: '1.0',
    description: 'Ratio of traces that are kept, where OTEL_TRACES_SAMPLER_ARG is not set.',
  },
  {
    env: 'TRACE_SAMPLER',
    default: '',
    description:
      'The sampler where OTEL_TRACES_SAMPLER is not set and the adaptive one is not on: always_on, always_off, traceidratio, probability or ratelimited, below the caller’s decision.',
  },
  {
    env: 'TRACE_SAMPLER_ARG',
    default: '',
    description: 'Traces a second for ratelimited, where OTEL_TRACES_SAMPLER_ARG is not set.',
  },
  {
    env: 'ADAPTIVE_SAMPLING_ENABLED',
    default: 'false',
    description: 'Whether the adaptive sampler is at work where OTEL_TRACES_SAMPLER is not set.',
  },
  {
    env: 'ADAPTIVE_TARGET_TPS',
    default: '10',
    description:
      'Traces a second that the adaptive sampler aims at, where OTEL_TRACES_SAMPLER_ARG is not set.',
  },
  {
    env: 'ADAPTIVE_MAX_TPS',
    default: '',
    description: 'Traces that it keeps at most in any second; ten times its aim, where not set.',
  },
  {
    env: 'ADAPTIVE_BASE_SAMPLE_RATE',
    default: '0.1',
    description: 'Its ratio until it knows the load.',
  },
  { env: 'ADAPTIVE_MAX_SAMPLE_RATE', default: '1', description: 'Its highest ratio, however low the load.' },
  {
    env: 'TRACE_SAMPLING_RULES',
    default: '',
    description:
      'Exceptions where OTEL_TRACES_SAMPLER is not set, as JSON: a list of { service, operation, route, type, param }; the first that fits decides.',
  },
  {
    env: 'ERROR_RESCUE_ENABLED',
    default: 'true',
    description:
      'Whether traces that are sampled out are exported all the same when one of their spans here fails; false where the sampler keeps nothing at all.',
  },
  {
    env: 'ERROR_RESCUE_MAX_SPANS',
    default: '1000',
    description: 'Spans of such traces that are held at most.',
  },
  {
    env: 'ERROR_RESCUE_MAX_AGE',
    default: '10s',
    description: 'How long they are held at most: a time with its unit, or seconds.',
  },
];
