import { readFileSync } from 'node:fs';
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
  readonly tls?: TlsFiles;
}

/** Contents of the certificate files. */
export interface TlsFiles {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

type Environment = NodeJS.ProcessEnv;

const NAMES = ['otlp', 'jaeger', 'zipkin', 'console', 'logging'] as const;
const PROTOCOLS = ['grpc', 'http/protobuf', 'http/json'] as const;
const COMPRESSIONS = ['gzip', 'none'] as const;
const DEFAULT_SECONDS = 30;
const DEFAULT_OTEL_MS = 10_000;

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

const OTLP = 'OTEL_EXPORTER_OTLP_';
const OTLP_TRACES = 'OTEL_EXPORTER_OTLP_TRACES_';
const both = (what: string): [string, string] => [`${OTLP_TRACES}${what}`, `${OTLP}${what}`];

function otlp(env: Environment): ExportTarget {
  const isOtel = text(env, ...both('ENDPOINT')) !== undefined;
  const own = isOtel ? undefined : text(env, 'OTLP_ENDPOINT');
  const endpoint = own === undefined ? undefined : otlpEndpoint(own, 'OTLP_ENDPOINT');
  const protocol = oneOf(env, both('PROTOCOL'), PROTOCOLS, endpoint?.protocol ?? 'http/protobuf');
  const hasOtelCompression = text(env, ...both('COMPRESSION')) !== undefined;
  return {
    name: 'otlp',
    protocol,
    url: endpoint?.url ?? otelUrl(env, protocol),
    headers: otelHeaders(env),
    timeoutMs: otlpTimeout(env, endpoint !== undefined),
    compression: oneOf(
      env,
      hasOtelCompression ? both('COMPRESSION') : ['OTLP_COMPRESSION'],
      COMPRESSIONS,
      'none',
    ),
    tls: tlsFiles(env),
  };
}

/** The general endpoint is a base, that of traces is what it says. */
function otelUrl(env: Environment, protocol: OtlpProtocol): string {
  const [ofTraces, general] = both('ENDPOINT');
  const given = text(env, ofTraces);
  const fallback = protocol === 'grpc' ? 'http://localhost:4317' : 'http://localhost:4318';
  if (given !== undefined) return urlOf(given, ofTraces).href;
  const base = urlOf(text(env, general) ?? fallback, general);
  if (protocol !== 'grpc') base.pathname = `${base.pathname.replace(/\/$/, '')}/v1/traces`;
  return base.href;
}

const otelHeaders = (env: Environment): Record<string, string> => {
  const [ofTraces, general] = both('HEADERS');
  return {
    ...parseKeyPairsIntoRecord(text(env, general)),
    ...parseKeyPairsIntoRecord(text(env, ofTraces)),
  };
};

function otlpTimeout(env: Environment, isOwnEndpoint: boolean): number {
  const [ofTraces, general] = both('TIMEOUT');
  const named = text(env, ofTraces) !== undefined ? ofTraces : general;
  if (text(env, named) !== undefined || !(isOwnEndpoint || text(env, 'OTLP_TIMEOUT') !== undefined))
    return positiveInteger(env, named, DEFAULT_OTEL_MS);
  return positiveInteger(env, 'OTLP_TIMEOUT', DEFAULT_SECONDS) * 1000;
}

function tlsFiles(env: Environment): TlsFiles {
  const file = (what: string): Buffer | undefined => {
    const [ofTraces, general] = both(what);
    const name = text(env, ofTraces) === undefined ? general : ofTraces;
    const path = text(env, name);
    if (path === undefined) return undefined;
    try {
      return readFileSync(path);
    } catch (cause) {
      throw new RangeError(`${name} must be a file that can be read, but is ${JSON.stringify(path)}`, {
        cause,
      });
    }
  };
  const [ca, cert, key] = [file('CERTIFICATE'), file('CLIENT_CERTIFICATE'), file('CLIENT_KEY')];
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
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
