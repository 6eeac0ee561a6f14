import type { TracingSetting } from '../config/tracing-setting.js';

/** What is traced without a line of code. */
export const INSTRUMENTATION_SETTINGS: readonly TracingSetting[] = [
  {
    env: 'OTEL_NODE_DISABLED_INSTRUMENTATIONS',
    default: '',
    description:
      'Names, with commas, of what is not traced by itself: http, undici, pg, amqplib, child_process.',
  },
];
