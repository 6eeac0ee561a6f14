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
  { env: 'OTEL_TRACES_EXPORTER', default: 'otlp', description: 'Where spans go: otlp or none.' },
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
    description: 'Sampler of traces that are not runs; runs are always sampled.',
  },
  {
    env: 'OTEL_TRACES_SAMPLER_ARG',
    default: 'TRACE_SAMPLE_RATIO',
    description: 'Ratio of that sampler, from 0 to 1.',
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
  const level = (text(env, 'LOG_LEVEL') ?? 'info').toLowerCase();
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

/** A ratio from the first of the variables that is set. @throws {RangeError} that names them */
export function ratio(env: Environment, names: readonly string[], otherwise: number): number {
  const given = text(env, ...names);
  const value = given === undefined ? otherwise : Number(given);
  if (value >= 0 && value <= 1) return value;
  throw new RangeError(`${names.join(' / ')} must be from 0 to 1, but is ${JSON.stringify(given)}`);
}
