import { jaegerReceiver, localToken, namesReceiver, receiverHeaders } from '@throughline/platform';
import { initializeTracing, type TracingHandle } from '@throughline/tracing';
import type { PlatformAccess } from './platform-access.js';

/** The cli's own spans are part of its runs' traces: they go where the services' spans go, and are journalled alike. */
export function startTracing(access: PlatformAccess): TracingHandle {
  const { home, analyzerUrl, jaeger } = access;
  if (!namesReceiver(process.env)) {
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = analyzerUrl;
    process.env['OTEL_EXPORTER_OTLP_TRACES_HEADERS'] = receiverHeaders(localToken(home));
  }
  if (jaeger !== undefined) Object.assign(process.env, jaegerReceiver(process.env, jaeger.otlpEndpoint));
  // The working folder is a repository of the person's, and what it has in config/tracing.yml is for its own program.
  return initializeTracing({ serviceName: 'cli', home, configFile: false });
}

/** The person's own receiver gets the spans: trace-analyzer cannot know whether they are complete. */
export const isTracedElsewhere = ({ analyzerUrl }: PlatformAccess): boolean =>
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] !== analyzerUrl;
