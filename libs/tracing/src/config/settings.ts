import { isAbsolute } from 'node:path';

/** One environment variable of this library. */
export interface TracingSetting {
  readonly env: string;
  readonly default: string;
  readonly description: string;
}

/** Every environment variable that this library reads itself; the OpenTelemetry SDK reads more of the OTEL_* family. */
export const TRACING_SETTINGS: readonly TracingSetting[] = [
  { env: 'OTEL_SDK_DISABLED', default: 'false', description: 'Turns tracing and metrics off.' },
  {
    env: 'OTEL_SERVICE_NAME',
    default: 'SERVICE_NAME',
    description: 'Name of the service in traces and logs.',
  },
  {
    env: 'SERVICE_NAME',
    default: 'unknown_service',
    description: 'Name of the service where OTEL_SERVICE_NAME is not set.',
  },
  { env: 'SERVICE_VERSION', default: '1.0.0', description: 'Version of the service in traces.' },
  {
    env: 'ENVIRONMENT',
    default: 'development',
    description: 'Where the service runs: development, staging, production.',
  },
  {
    env: 'OTEL_RESOURCE_ATTRIBUTES',
    default: '',
    description: 'More attributes of the resource, as key=value pairs with commas.',
  },
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
    env: 'DEBUG_TRACING',
    default: 'false',
    description: 'Logs from debug on, where LOG_LEVEL is not set, and prints spans.',
  },
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
    description: 'Milliseconds that one export may take, with its repetitions.',
  },
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
    env: 'OTEL_TRACES_SAMPLER',
    default: 'parentbased_traceidratio',
    description:
      'Sampler of traces that are not runs; runs are always sampled. always_on, always_off, traceidratio, probability, ratelimited, adaptive, also with parentbased_ before it.',
  },
  {
    env: 'OTEL_TRACES_SAMPLER_ARG',
    default: 'TRACE_SAMPLE_RATIO',
    description:
      'Ratio of that sampler, from 0 to 1; for ratelimited and adaptive the traces a second, 100 and 10.',
  },
  {
    env: 'TRACE_SAMPLE_RATIO',
    default: '1.0',
    description: 'Ratio of traces that are kept, where OTEL_TRACES_SAMPLER_ARG is not set.',
  },
  {
    env: 'THROUGHLINE_HOME',
    default: '',
    description:
      'Absolute path of the state folder; where set, spans of runs are journalled in journals/<service>/.',
  },
  {
    env: 'LOG_LEVEL',
    default: 'info',
    description: 'Lowest level that is logged: trace, debug, info, warn, error, fatal, silent.',
  },
  {
    env: 'OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    default: '4096',
    description: 'Characters of an attribute’s value that are kept.',
  },
  {
    env: 'OTEL_EXPORTER_OTLP_HEADERS',
    default: '',
    description: 'Headers for the receiver, as key=value pairs with commas.',
  },
  { env: 'OTEL_EXPORTER_OTLP_COMPRESSION', default: 'none', description: 'gzip or none.' },
  {
    env: 'OTEL_LOG_LEVEL',
    default: '',
    description: 'Where set, the OpenTelemetry SDK says on stdout what it does, from this level on.',
  },
];

type Environment = Readonly<Record<string, string | undefined>>;

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** The value of a variable; one set to nothing counts as not set. */
export function text(env: Environment, ...names: readonly string[]): string | undefined {
  return names.map((name) => env[name]?.trim()).find((value) => value !== undefined && value !== '');
}

export const serviceName = (env: Environment): string =>
  text(env, 'OTEL_SERVICE_NAME', 'SERVICE_NAME') ?? 'unknown_service';

/** The state folder. @throws {RangeError} when it is not absolute: services run in folders of their own */
export function homeOf(env: Environment): string | undefined {
  const home = text(env, 'THROUGHLINE_HOME');
  if (home === undefined || isAbsolute(home)) return home;
  throw new RangeError(`THROUGHLINE_HOME must be an absolute path, but is ${JSON.stringify(home)}`);
}

export function logLevel(env: Environment): string {
  const otherwise = flag(env, 'DEBUG_TRACING', false) ? 'debug' : 'info';
  const level = (text(env, 'LOG_LEVEL') ?? otherwise).toLowerCase();
  if (LOG_LEVELS.includes(level)) return level;
  throw new RangeError(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}, but is ${JSON.stringify(level)}`);
}

/** A whole number from a variable. @throws {RangeError} that names the variable */
export function positiveInteger(env: Environment, name: string, otherwise: number): number {
  const given = text(env, name);
  const value = given === undefined ? otherwise : Number(given);
  if (Number.isInteger(value) && value > 0) return value;
  throw new RangeError(`${name} must be a whole number above 0, but is ${JSON.stringify(given)}`);
}

/** True or false from a variable. @throws {RangeError} that names the variable */
export function flag(env: Environment, name: string, otherwise: boolean): boolean {
  const given = text(env, name)?.toLowerCase();
  if (given === undefined) return otherwise;
  if (given === 'true' || given === '1') return true;
  if (given === 'false' || given === '0') return false;
  throw new RangeError(`${name} must be true or false, but is ${JSON.stringify(given)}`);
}

/** One of several words from the first of the variables that is set. @throws {RangeError} that names them */
export function oneOf<Word extends string>(
  env: Environment,
  names: readonly string[],
  words: readonly Word[],
  otherwise: Word,
): Word {
  const given = text(env, ...names);
  if (given === undefined) return otherwise;
  const known = words.find((word) => word === given);
  if (known !== undefined) return known;
  throw new RangeError(`${names.join(' / ')} must be ${words.join(', ')}, but is ${JSON.stringify(given)}`);
}

/** A ratio from the first of the variables that is set. @throws {RangeError} that names them */
export function ratio(env: Environment, names: readonly string[], otherwise: number): number {
  const given = text(env, ...names);
  const value = given === undefined ? otherwise : Number(given);
  if (value >= 0 && value <= 1) return value;
  throw new RangeError(`${names.join(' / ')} must be from 0 to 1, but is ${JSON.stringify(given)}`);
}
