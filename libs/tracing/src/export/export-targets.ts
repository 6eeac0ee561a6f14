import { type Environment, duration, flag, positiveInteger, text } from '../config/readers.js';
import { type OtlpProtocol, otlpEndpoint, urlOf } from './endpoint.js';
import { otlpTarget } from './otlp-target.js';
import { DEFAULT_MS, DEFAULT_OTEL_MS, compressionIn, headersIn, secured } from './receiver-settings.js';
import { type TlsFiles, tlsFiles } from './tls-files.js';

/** One place that spans go to. What is not given is what the exporter takes by itself. */
export interface ExportTarget {
  readonly name: 'otlp' | 'jaeger' | 'zipkin' | 'console' | 'logging';
  readonly protocol?: OtlpProtocol;
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  readonly compression?: 'gzip' | 'none';
  readonly tls?: TlsFiles;
}

const NAMES = ['otlp', 'jaeger', 'zipkin', 'console', 'logging'] as const;

const MAKERS: Readonly<Record<ExportTarget['name'], (env: Environment) => ExportTarget>> = {
  otlp: otlpTarget,
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

function jaeger(env: Environment): ExportTarget {
  const given = text(env, 'JAEGER_ENDPOINT') ?? 'localhost:4318';
  return {
    name: 'jaeger',
    ...otlpEndpoint(secured('JAEGER', env, given), 'JAEGER_ENDPOINT'),
    timeoutMs: duration(env, 'JAEGER_TIMEOUT', DEFAULT_MS),
    compression: compressionIn(env, ['JAEGER_COMPRESSION'], 'gzip'),
    headers: headersIn(env, 'JAEGER_HEADERS'),
    tls: tlsFiles(['JAEGER_'], env),
  };
}

function zipkin(env: Environment): ExportTarget {
  const otel = text(env, 'OTEL_EXPORTER_ZIPKIN_ENDPOINT');
  const own = secured('ZIPKIN', env, text(env, 'ZIPKIN_ENDPOINT') ?? 'localhost:9411');
  const url =
    otel === undefined ? urlOf(own, 'ZIPKIN_ENDPOINT') : urlOf(otel, 'OTEL_EXPORTER_ZIPKIN_ENDPOINT');
  if (url.pathname === '/') url.pathname = '/api/v2/spans';
  const hasOtelTime = text(env, 'OTEL_EXPORTER_ZIPKIN_TIMEOUT') !== undefined;
  return {
    name: 'zipkin',
    url: url.href,
    timeoutMs: hasOtelTime
      ? positiveInteger(env, 'OTEL_EXPORTER_ZIPKIN_TIMEOUT', DEFAULT_OTEL_MS)
      : duration(env, 'ZIPKIN_TIMEOUT', DEFAULT_OTEL_MS),
    compression: compressionIn(env, ['ZIPKIN_COMPRESSION'], 'none'),
    headers: headersIn(env, 'ZIPKIN_HEADERS'),
    tls: tlsFiles(['ZIPKIN_'], env),
  };
}
