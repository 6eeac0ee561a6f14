import type { TracingSetting } from '../config/tracing-setting.js';

/** In which formats the context travels, and where baggage may go. */
export const PROPAGATION_SETTINGS: readonly TracingSetting[] = [
  {
    env: 'OTEL_PROPAGATORS',
    default: 'tracecontext,baggage',
    description: 'Formats of the context in headers: tracecontext, baggage, b3, b3multi, jaeger, none.',
  },
  {
    env: 'BAGGAGE_HOSTS',
    default: 'localhost,127.0.0.1,::1',
    description: 'Hosts that baggage may be sent to: names, *.domain for all below one, * for all.',
  },
];
