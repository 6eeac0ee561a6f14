import { parseKeyPairsIntoRecord } from '@opentelemetry/core';
import { flag, oneOf, positiveInteger, text } from '../config/settings.js';
import { type OtlpProtocol, otlpEndpoint, urlOf } from './endpoint.js';

/** One place that spans go to. What is not given is what the exporter takes by itself. */
export interface ExportTarget {
  readonly name: 'otlp' | 'jaeger' | 'zipkin' | 'console' | 'logging';
  readonly protocol?: OtlpProtocol;
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  readonly compression?: 'gzip' | 'none';
}

type Environment = NodeJS.ProcessEnv;

const NAMES = ['otlp', 'jaeger', 'zipkin', 'console', 'logging'] as const;
const PROTOCOLS = ['grpc', 'http/protobuf', 'http/json'] as const;
const COMPRESSIONS = ['gzip', 'none'] as const;
const DEFAULT_SECONDS = 30;

const MAKERS: Readonly<Record<ExportTarget['name'], (env: Environment) => ExportTarget>> = {
  otlp,
  jaeger,
  zipkin,
  console: () => ({ name: 'console' }),
  logging: () => ({ name: 'logging' }),
};

/** Where spans go, the first one first: its acknowledgement is the one that counts. @throws {RangeError} that names the variable */
export const exportTargets = (env: Environment): ExportTarget[] =>
  chosen(env).map((name) => MAKERS[name](env));

function chosen(env: Environment): ExportTarget['name'][] {
  const listed = text(env, 'OTEL_TRACES_EXPORTER');
  if (listed === undefined) return fromOwnVariables(env);
  const names = [...new Set(listed.split(',').map((name) => name.trim()))].filter((name) => name !== 'none');
  return names.map((name) => {
    const known = NAMES.find((each) => each === name);
    if (known !== undefined) return known;
    throw new RangeError(
      `OTEL_TRACES_EXPORTER must be of ${NAMES.join(', ')}, none, with commas, but names ${JSON.stringify(name)}`,
    );
  });
}

function fromOwnVariables(env: Environment): ExportTarget['name'][] {
  const jaegers = flag(env, 'JAEGER_ENABLED', text(env, 'JAEGER_ENDPOINT') !== undefined);
  const zipkins = flag(env, 'ZIPKIN_ENABLED', false);
  const isAlone = !jaegers && !zipkins;
  const named = text(
    env,
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    'OTLP_ENDPOINT',
  );
  const isOn: Record<ExportTarget['name'], boolean> = {
    otlp: flag(env, 'OTLP_ENABLED', named !== undefined || isAlone),
    jaeger: jaegers,
    zipkin: zipkins,
    console: flag(env, 'CONSOLE_EXPORTER_ENABLED', flag(env, 'DEBUG_TRACING', false)),
    logging: flag(env, 'LOGGING_EXPORTER_ENABLED', false),
  };
  return NAMES.filter((name) => isOn[name]);
}

/** OTEL_EXPORTER_OTLP_* is read by the SDK's exporters; only what they do not know is said here. */
function otlp(env: Environment): ExportTarget {
  const isOtel = text(env, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT') !== undefined;
  const own = isOtel ? undefined : text(env, 'OTLP_ENDPOINT');
  const endpoint = own === undefined ? undefined : otlpEndpoint(own, 'OTLP_ENDPOINT');
  const named = oneOf(
    env,
    ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'],
    PROTOCOLS,
    endpoint?.protocol ?? 'http/protobuf',
  );
  const hasOtelTime =
    text(env, 'OTEL_EXPORTER_OTLP_TRACES_TIMEOUT', 'OTEL_EXPORTER_OTLP_TIMEOUT') !== undefined;
  const hasOwnTime = text(env, 'OTLP_TIMEOUT') !== undefined || endpoint !== undefined;
  const hasOtelCompression =
    text(env, 'OTEL_EXPORTER_OTLP_TRACES_COMPRESSION', 'OTEL_EXPORTER_OTLP_COMPRESSION') !== undefined;
  return {
    name: 'otlp',
    protocol: named,
    ...(endpoint === undefined ? {} : { url: endpoint.url }),
    ...(!hasOtelTime && hasOwnTime
      ? { timeoutMs: positiveInteger(env, 'OTLP_TIMEOUT', DEFAULT_SECONDS) * 1000 }
      : {}),
    ...(hasOtelCompression ? {} : { compression: oneOf(env, ['OTLP_COMPRESSION'], COMPRESSIONS, 'none') }),
  };
}

function jaeger(env: Environment): ExportTarget {
  return {
    name: 'jaeger',
    ...otlpEndpoint(text(env, 'JAEGER_ENDPOINT') ?? 'localhost:4318', 'JAEGER_ENDPOINT'),
    timeoutMs: positiveInteger(env, 'JAEGER_TIMEOUT', DEFAULT_SECONDS) * 1000,
    compression: oneOf(env, ['JAEGER_COMPRESSION'], COMPRESSIONS, 'gzip'),
    headers: parseKeyPairsIntoRecord(text(env, 'JAEGER_HEADERS')),
  };
}

function zipkin(env: Environment): ExportTarget {
  const name =
    text(env, 'OTEL_EXPORTER_ZIPKIN_ENDPOINT') === undefined
      ? 'ZIPKIN_ENDPOINT'
      : 'OTEL_EXPORTER_ZIPKIN_ENDPOINT';
  const given = text(env, 'OTEL_EXPORTER_ZIPKIN_ENDPOINT', 'ZIPKIN_ENDPOINT') ?? 'localhost:9411';
  const url = urlOf(given, name);
  if (url.pathname === '/') url.pathname = '/api/v2/spans';
  return {
    name: 'zipkin',
    url: url.href,
    timeoutMs: positiveInteger(env, 'OTEL_EXPORTER_ZIPKIN_TIMEOUT', 10_000),
    headers: parseKeyPairsIntoRecord(text(env, 'ZIPKIN_HEADERS')),
  };
}
