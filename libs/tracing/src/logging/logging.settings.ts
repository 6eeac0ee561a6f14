import type { TracingSetting } from '../config/tracing-setting.js';

/** What is logged. */
export const LOGGING_SETTINGS: readonly TracingSetting[] = [
  {
    env: 'DEBUG_TRACING',
    default: 'false',
    description: 'Logs from debug on, where LOG_LEVEL is not set, and prints spans.',
  },
  {
    env: 'LOG_LEVEL',
    default: 'info',
    description: 'Lowest level that is logged: trace, debug, info, warn, error, fatal, silent.',
  },
  {
    env: 'OTEL_LOG_LEVEL',
    default: '',
    description: 'Where set, the OpenTelemetry SDK says on stdout what it does, from this level on.',
  },
];
