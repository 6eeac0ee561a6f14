import type { TracingSetting } from '../config/tracing-setting.js';

/** Which metrics are collected. */
export const METRICS_SETTINGS: readonly TracingSetting[] = [
  {
    env: 'PROMETHEUS_ENABLED',
    default: 'true',
    description: 'Whether metrics are collected; where not, /metrics says so.',
  },
];
