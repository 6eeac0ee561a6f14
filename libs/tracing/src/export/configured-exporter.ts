import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { ExportResultCode } from '@opentelemetry/core';
import { otlpExporter } from '../start-up/packages.js';
import { text } from '../start-up/settings.js';

/** The exporter that OTEL_TRACES_EXPORTER names. @throws {RangeError} for a name that is none */
export function configuredExporter(env: NodeJS.ProcessEnv): { exporter: SpanExporter; name: string } {
  const name = text(env, 'OTEL_TRACES_EXPORTER') ?? 'otlp';
  if (name === 'otlp') return { name, exporter: new (otlpExporter().OTLPTraceExporter)() };
  if (name === 'none') return { name, exporter: nowhere };
  throw new RangeError(`OTEL_TRACES_EXPORTER must be otlp or none, but is ${JSON.stringify(name)}`);
}

/** For those who want no spans to leave: every span counts as delivered. */
const nowhere: SpanExporter = {
  export: (_spans, done) => done({ code: ExportResultCode.SUCCESS }),
  shutdown: () => Promise.resolve(),
};
