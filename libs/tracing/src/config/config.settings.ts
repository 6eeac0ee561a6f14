import type { TracingSetting } from './tracing-setting.js';

/** Where settings are found besides the environment. */
export const CONFIG_SETTINGS: readonly TracingSetting[] = [
  {
    env: 'TRACING_CONFIG_FILE',
    default: '',
    description:
      'File of settings; where not set, config/tracing.yml or tracing-config.yaml in the working folder, where there is one.',
  },
  {
    env: 'OTEL_CONFIG_FILE',
    default: '',
    description:
      'Declarative configuration of OpenTelemetry, a file that replaces all other OTEL_* variables.',
  },
];
