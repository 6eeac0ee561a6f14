import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { otlpBase, otlpGrpcBase, otlpNodeHttp, otlpTransformer } from '../sdk/packages.js';
import type { ExportTarget } from './export-targets.js';

const GRPC_PATH = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
const MAX_IN_FLIGHT = 4;

/**
 * OTLP to a target of which everything is said: unlike the SDK's classes it reads no OTEL_EXPORTER_OTLP_*, so that one
 * receiver's headers, and the keys in them, never go to another.
 */
export function explicitExporter(target: ExportTarget): SpanExporter {
  return new (otlpBase().OTLPExporterBase<ReadableSpan[]>)(
    target.protocol === 'grpc' ? grpc(target) : http(target),
  );
}

function http({ url = '', headers = {}, timeoutMs = 10_000, compression = 'none', protocol }: ExportTarget) {
  const { createOtlpHttpExportDelegate, httpAgentFactoryFromOptions } = otlpNodeHttp();
  const { JsonTraceSerializer, ProtobufTraceSerializer, TraceExporterMetricsHelper } = otlpTransformer();
  const isJson = protocol === 'http/json';
  const type = isJson ? 'application/json' : 'application/x-protobuf';
  return createOtlpHttpExportDelegate(
    {
      url,
      headers: () => Promise.resolve({ ...headers, 'Content-Type': type }),
      timeoutMillis: timeoutMs,
      concurrencyLimit: MAX_IN_FLIGHT,
      compression,
      agentFactory: httpAgentFactoryFromOptions({ keepAlive: true }),
    },
    isJson ? JsonTraceSerializer : ProtobufTraceSerializer,
    isJson ? 'otlp_http_json_span_exporter' : 'otlp_http_span_exporter',
    TraceExporterMetricsHelper,
    undefined,
  );
}

function grpc({ url = '', headers = {}, timeoutMs = 10_000, compression = 'none' }: ExportTarget) {
  const {
    createEmptyMetadata,
    createInsecureCredentials,
    createOtlpGrpcExportDelegate,
    createSslCredentials,
  } = otlpGrpcBase();
  const { ProtobufTraceSerializer, TraceExporterMetricsHelper } = otlpTransformer();
  const { host, protocol } = new URL(url);
  return createOtlpGrpcExportDelegate(
    {
      url: host,
      metadata: () => {
        const metadata = createEmptyMetadata();
        for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
        return metadata;
      },
      credentials: () => (protocol === 'https:' ? createSslCredentials() : createInsecureCredentials()),
      timeoutMillis: timeoutMs,
      concurrencyLimit: MAX_IN_FLIGHT,
      compression,
    },
    ProtobufTraceSerializer,
    'otlp_grpc_span_exporter',
    TraceExporterMetricsHelper,
    undefined,
    'TraceExportService',
    GRPC_PATH,
  );
}
