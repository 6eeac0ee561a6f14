import type { JaegerPorts } from './jaeger-addresses.js';

const MAX_TRACES = 20_000;

/** What a Jaeger of ours is told: its memory as storage, no spans or metrics of its own, and no port besides these. */
export function jaegerConfiguration(host: string, ports: JaegerPorts): object {
  const at = (port: number): { endpoint: string } => ({ endpoint: `${host}:${port}` });
  return {
    service: {
      extensions: ['jaeger_storage', 'jaeger_query'],
      pipelines: {
        traces: { receivers: ['otlp', 'zipkin'], exporters: ['jaeger_storage_exporter'] },
      },
      telemetry: {
        resource: { 'service.name': 'jaeger' },
        metrics: { level: 'none' },
        logs: { level: 'warn' },
      },
    },
    extensions: {
      jaeger_query: {
        storage: { traces: 'memory' },
        enable_tracing: false,
        http: at(ports.query),
        grpc: at(ports.queryGrpc),
      },
      jaeger_storage: { backends: { memory: { memory: { max_traces: MAX_TRACES } } } },
    },
    receivers: {
      otlp: { protocols: { http: at(ports.otlpHttp), grpc: at(ports.otlpGrpc) } },
      zipkin: at(ports.zipkin),
    },
    exporters: { jaeger_storage_exporter: { trace_storage: 'memory' } },
  };
}

/** Jaeger reads its configuration from this variable: no file has to be where its user can read it. */
export const CONFIGURATION_VARIABLE = 'JAEGER_CONFIGURATION';
export const CONFIGURATION_ARGUMENTS = ['--config', `env:${CONFIGURATION_VARIABLE}`];
