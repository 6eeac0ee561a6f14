/** Whether the person has said where spans go. */
export const namesReceiver = (env: NodeJS.ProcessEnv): boolean =>
  isSet(env['OTEL_EXPORTER_OTLP_ENDPOINT']) || isSet(env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']);

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '';

/** With these, in OTEL_EXPORTER_OTLP_TRACES_HEADERS, trace-analyzer takes spans. */
export const receiverHeaders = (token: string): string =>
  `authorization=Bearer%20${encodeURIComponent(token)}`;
