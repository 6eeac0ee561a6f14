import type { TracingSetting } from '../config/tracing-setting.js';

/** Which requests are traced. */
export const HTTP_SETTINGS: readonly TracingSetting[] = [
  {
    env: 'OTEL_EXCLUDED_URLS',
    default: '',
    description:
      'Requests that are not traced where they come in: regular expressions with commas, looked for anywhere in the URL.',
  },
  {
    env: 'EXTERNAL_API_TRACING',
    default: 'true',
    description: 'Whether requests to hosts that are not in BAGGAGE_HOSTS are traced.',
  },
];
