import { ownLogger } from '../logging/logger.js';
import type { Environment } from '../config/readers.js';
import { ACCEPTED } from './export-outcome.js';
import { type ExportTarget, exportTargets } from './export-targets.js';
import { ExporterTransport } from './exporter-transport.js';
import { LineExporter } from './line-exporter.js';
import { OtlpGrpcTransport } from './otlp-grpc-transport.js';
import { OtlpHttpTransport } from './otlp-http-transport.js';
import { jsonEncoder, protobufEncoder } from './span-encoder.js';
import type { SpanTransport } from './span-transport.js';
import { zipkinEncoder } from './zipkin-encoder.js';

export interface NamedTransport {
  readonly name: string;
  readonly transport: SpanTransport;
  /** Milliseconds that one sending may take; not given where it takes none. */
  readonly timeoutMs?: number;
}

/** The ways to the receivers: the first one counts, the others get copies. @throws {RangeError} that names the variable */
export function configuredTransports(env: Environment): [NamedTransport, ...NamedTransport[]] {
  const [first = { name: 'none', transport: nowhere }, ...others] = exportTargets(env).map(named);
  return [first, ...others];
}

const named = (target: ExportTarget): NamedTransport => ({
  name: target.name,
  transport: transportTo(target),
  ...(target.timeoutMs === undefined ? {} : { timeoutMs: target.timeoutMs }),
});

function transportTo(target: ExportTarget): SpanTransport {
  switch (target.name) {
    case 'otlp':
    case 'jaeger':
      if (target.protocol === 'grpc') return new OtlpGrpcTransport(target, protobufEncoder);
      return new OtlpHttpTransport(target, target.protocol === 'http/json' ? jsonEncoder : protobufEncoder);
    case 'zipkin':
      return new OtlpHttpTransport(target, zipkinEncoder);
    case 'console':
      return new ExporterTransport(
        new LineExporter((line) => process.stdout.write(`${JSON.stringify(line)}\n`)),
      );
    case 'logging':
      return new ExporterTransport(new LineExporter((line) => ownLogger().info({ span: line }, 'span')));
  }
}

/** For those who want no spans to leave: every span counts as delivered. */
const nowhere: SpanTransport = {
  send: () => Promise.resolve(ACCEPTED),
  shutdown: () => Promise.resolve(),
};
