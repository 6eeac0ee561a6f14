import type { TracingSetting } from '../config/tracing-setting.js';

/** Which metrics are collected. */
export const METRICS_SETTINGS: readonly TracingSetting[] = [
  {
    env: 'PROMETHEUS_ENABLED',
    default: 'true',
    description: 'Whether metrics are collected; where not, /metrics says so.',
  },
  {
    env: 'PERFORMANCE_MONITORING',
    default: 'true',
    description: 'Whether durations, requests in flight and numbers of the process are among the metrics.',
  },
  {
    env: 'SECURITY_MONITORING',
    default: 'true',
    description: 'Whether refused credentials are among the metrics.',
  },
];
