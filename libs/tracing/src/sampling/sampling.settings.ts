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
];
