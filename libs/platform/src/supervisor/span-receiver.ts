/** Whether the person has said where spans go. */
export const namesReceiver = (env: NodeJS.ProcessEnv): boolean =>
  isSet(env['OTEL_EXPORTER_OTLP_ENDPOINT']) || isSet(env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']);

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '';

/** Spans go to a Jaeger too: as copies, since the one named first is the one that a trace is judged by. */
export function jaegerReceiver(env: NodeJS.ProcessEnv, endpoint: string): NodeJS.ProcessEnv {
  const listed = env['OTEL_TRACES_EXPORTER'] ?? '';
  const names = listed.split(',').map((name) => name.trim());
  return {
    JAEGER_ENABLED: 'true',
    JAEGER_ENDPOINT: endpoint,
    ...(listed === '' || names.includes('jaeger') ? {} : { OTEL_TRACES_EXPORTER: `${listed},jaeger` }),
  };
}

/** With these, in OTEL_EXPORTER_OTLP_TRACES_HEADERS, trace-analyzer takes spans. */
export const receiverHeaders = (token: string): string =>
  `authorization=Bearer%20${encodeURIComponent(token)}`;
