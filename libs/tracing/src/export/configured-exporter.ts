import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { ExportResultCode } from '@opentelemetry/core';
import { ownLogger } from '../logging/logger.js';
import {
  otlpBase,
  otlpExporter,
  otlpGrpcExporter,
  otlpJsonExporter,
  zipkinExporter,
} from '../sdk/packages.js';
import { DeadlineExporter } from './deadline-exporter.js';
import { type ExportTarget, exportTargets } from './export-targets.js';
import { LineExporter } from './line-exporter.js';
import { explicitExporter } from './explicit-exporter.js';

export interface NamedExporter {
  readonly name: string;
  readonly exporter: SpanExporter;
}

/** The exporters that are configured: the first one counts, the others get copies. @throws {RangeError} that names the variable */
export function configuredExporters(env: NodeJS.ProcessEnv): [NamedExporter, ...NamedExporter[]] {
  const [first = { name: 'none', exporter: nowhere }, ...others] = exportTargets(env).map(named);
  return [first, ...others];
}

const named = (target: ExportTarget): NamedExporter => ({ name: target.name, exporter: exporterOf(target) });

function exporterOf(target: ExportTarget): SpanExporter {
  switch (target.name) {
    case 'otlp':
      return otlp(target);
    case 'jaeger':
      return explicitExporter(target);
    case 'zipkin': {
      const { url = '', headers = {}, timeoutMs = 10_000 } = target;
      return new DeadlineExporter(
        new (zipkinExporter().ZipkinExporter)({ url, headers: { ...headers } }),
        timeoutMs,
      );
    }
    case 'console':
      return new LineExporter((line) => process.stdout.write(`${JSON.stringify(line)}\n`));
    case 'logging':
      return new LineExporter((line) => ownLogger().info({ span: line }, 'span'));
  }
}

/** With the SDK's own classes, which know all of OTEL_EXPORTER_OTLP_*, certificates too. */
function otlp({ protocol, url, timeoutMs, compression }: ExportTarget): SpanExporter {
  const Exporter =
    protocol === 'grpc'
      ? otlpGrpcExporter().OTLPTraceExporter
      : (protocol === 'http/json' ? otlpJsonExporter() : otlpExporter()).OTLPTraceExporter;
  const { CompressionAlgorithm } = otlpBase();
  return new Exporter({
    ...(url === undefined ? {} : { url }),
    ...(timeoutMs === undefined ? {} : { timeoutMillis: timeoutMs }),
    ...(compression === undefined
      ? {}
      : { compression: compression === 'gzip' ? CompressionAlgorithm.GZIP : CompressionAlgorithm.NONE }),
  });
}

/** For those who want no spans to leave: every span counts as delivered. */
const nowhere: SpanExporter = {
  export: (_spans: ReadableSpan[], done) => done({ code: ExportResultCode.SUCCESS }),
  shutdown: () => Promise.resolve(),
};
