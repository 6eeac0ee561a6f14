import type { TracingSetting } from '../config/tracing-setting.js';

/** Where spans go, and how. */
export const EXPORT_SETTINGS: readonly TracingSetting[] = [
  {
    env: 'OTEL_TRACES_EXPORTER',
    default: 'otlp',
    description: 'Where spans go: otlp, jaeger, zipkin, console, logging, several with commas, or none.',
  },
  {
    env: 'OTEL_EXPORTER_OTLP_PROTOCOL',
    default: 'http/protobuf',
    description: 'How OTLP is spoken: http/protobuf, http/json or grpc.',
  },
  {
    env: 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL',
    default: 'OTEL_EXPORTER_OTLP_PROTOCOL',
    description: 'The same, for traces.',
  },
  {
    env: 'OTLP_ENABLED',
    default: '',
    description: 'Whether spans go to OTLP; true where an endpoint of OTLP is named, or no Jaeger or Zipkin.',
  },
  {
    env: 'OTLP_ENDPOINT',
    default: '',
    description:
      'Receiver of OTLP as URL or host:port, where OTEL_EXPORTER_OTLP_ENDPOINT is not set; port 4317 is gRPC.',
  },
  { env: 'OTLP_TIMEOUT', default: '30', description: 'Seconds that one export to OTLP_ENDPOINT may take.' },
  {
    env: 'OTLP_COMPRESSION',
    default: 'none',
    description: 'gzip or none, where OTEL_EXPORTER_OTLP_COMPRESSION is not set.',
  },
  {
    env: 'JAEGER_ENABLED',
    default: '',
    description: 'Whether spans go to Jaeger; true where JAEGER_ENDPOINT is set.',
  },
  {
    env: 'JAEGER_ENDPOINT',
    default: 'localhost:4318',
    description: 'Jaeger as URL or host:port; its old ports, such as 14268, become OTLP on the same host.',
  },
  { env: 'JAEGER_TIMEOUT', default: '30', description: 'Seconds that one export to Jaeger may take.' },
  { env: 'JAEGER_COMPRESSION', default: 'gzip', description: 'gzip or none.' },
  { env: 'JAEGER_HEADERS', default: '', description: 'Headers for Jaeger, as key=value pairs with commas.' },
  { env: 'ZIPKIN_ENABLED', default: 'false', description: 'Whether spans go to Zipkin.' },
  { env: 'ZIPKIN_ENDPOINT', default: 'localhost:9411', description: 'Zipkin as URL or host:port.' },
  {
    env: 'OTEL_EXPORTER_ZIPKIN_ENDPOINT',
    default: 'ZIPKIN_ENDPOINT',
    description: 'The same, and goes before it.',
  },
  {
    env: 'OTEL_EXPORTER_ZIPKIN_TIMEOUT',
    default: '10000',
    description: 'Milliseconds that one export to Zipkin may take.',
  },
  { env: 'ZIPKIN_HEADERS', default: '', description: 'Headers for Zipkin, as key=value pairs with commas.' },
  {
    env: 'CONSOLE_EXPORTER_ENABLED',
    default: 'DEBUG_TRACING',
    description: 'Whether each span is printed on stdout, as a line of JSON.',
  },
  { env: 'LOGGING_EXPORTER_ENABLED', default: 'false', description: 'Whether each span is logged.' },
  {
    env: 'OTEL_EXPORTER_OTLP_TRACES_TIMEOUT',
    default: 'OTEL_EXPORTER_OTLP_TIMEOUT',
    description: 'The same as the general one, for traces.',
  },
  {
    env: 'OTEL_EXPORTER_OTLP_TRACES_COMPRESSION',
    default: 'OTEL_EXPORTER_OTLP_COMPRESSION',
    description: 'The same as the general one, for traces.',
  },
  {
    env: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    default: 'http://localhost:4318',
    description: 'Base URL of the OTLP/HTTP receiver.',
  },
  {
    env: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    default: 'OTEL_EXPORTER_OTLP_ENDPOINT/v1/traces',
    description: 'Full URL of the OTLP/HTTP receiver of traces.',
  },
  {
    env: 'OTEL_EXPORTER_OTLP_TIMEOUT',
    default: '10000',
    description: 'Milliseconds that one sending to the receiver may take.',
  },
  {
    env: 'OTEL_BSP_SCHEDULE_DELAY',
    default: '300',
    description: 'Milliseconds that an ended span waits at most for others to be exported with.',
  },
  {
    env: 'OTEL_BSP_MAX_QUEUE_SIZE',
    default: '2048',
    description:
      'Ended spans held in memory; more are read back from the journal, or dropped where they are not journalled.',
  },
  { env: 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE', default: '512', description: 'Spans in one export.' },
  {
    env: 'OTEL_EXPORTER_OTLP_HEADERS',
    default: '',
    description: 'Headers for the receiver, as key=value pairs with commas.',
  },
  { env: 'OTEL_EXPORTER_OTLP_COMPRESSION', default: 'none', description: 'gzip or none.' },
  {
    env: 'OTEL_BSP_EXPORT_TIMEOUT',
    default: '30000',
    description:
      'Milliseconds that one sending of a batch may take, with what it is split into; the exporter’s own time holds where it is shorter.',
  },
  {
    env: 'OTEL_EXPORTER_OTLP_CERTIFICATE',
    default: '',
    description:
      'File with the certificates that the receiver’s is checked with; OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE goes before it.',
  },
  {
    env: 'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE',
    default: '',
    description:
      'File with the certificate that this process shows the receiver; also with TRACES_ in its name.',
  },
  {
    env: 'OTEL_EXPORTER_OTLP_CLIENT_KEY',
    default: '',
    description: 'File with the key of that certificate; also with TRACES_ in its name.',
  },
  {
    env: 'MAX_SPANS_IN_MEMORY',
    default: '10000',
    description:
      'Spans that tracing holds in memory at most: those that wait for the receiver, those held for error rescue, and live ones watched for heartbeats, which are given up first.',
  },
  {
    env: 'SPAN_CLEANUP_INTERVAL',
    default: '30s',
    description:
      'How often what is held for too long is let go, and long spans are looked for: a time with its unit, or seconds.',
  },
  {
    env: 'EXPORTER_CHECK_INTERVAL',
    default: '2500ms',
    description:
      'A receiver that is silent for so long is asked whether it is there, where nothing is sent after 1.6 times as long: a time with its unit, or seconds.',
  },
  {
    env: 'SPAN_HEARTBEAT_INTERVAL',
    default: '60s',
    description:
      'A span that lives longer sends a heartbeat as often as this: a time with its unit, or seconds; 0 for none.',
  },
];
