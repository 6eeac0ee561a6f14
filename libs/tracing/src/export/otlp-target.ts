import { type Environment, duration, flag, oneOf, positiveInteger, text } from '../config/readers.js';
import { type OtlpProtocol, otlpEndpoint, urlOf } from './endpoint.js';
import type { ExportTarget } from './export-targets.js';
import { DEFAULT_MS, DEFAULT_OTEL_MS, compressionIn, headersIn, secured } from './receiver-settings.js';
import { tlsFiles } from './tls-files.js';

const PROTOCOLS = ['grpc', 'http/protobuf', 'http/json'] as const;
const OTLP = 'OTEL_EXPORTER_OTLP_';
const OTLP_TRACES = 'OTEL_EXPORTER_OTLP_TRACES_';
const both = (what: string): [string, string] => [`${OTLP_TRACES}${what}`, `${OTLP}${what}`];

/** Where OTLP goes. @throws {RangeError} that names the variable */
export function otlpTarget(env: Environment): ExportTarget {
  if (text(env, ...both('ENDPOINT')) !== undefined) return otelOtlp(env);
  const given = text(env, 'OTLP_ENDPOINT');
  const endpoint =
    given === undefined ? undefined : otlpEndpoint(secured('OTLP', env, given), 'OTLP_ENDPOINT');
  const protocol = oneOf(env, both('PROTOCOL'), PROTOCOLS, endpoint?.protocol ?? 'http/protobuf');
  return {
    name: 'otlp',
    protocol,
    url: endpoint?.url ?? otelUrl(env, protocol),
    headers: { ...headersIn(env, 'OTLP_HEADERS'), ...otelHeaders(env) },
    timeoutMs: ownTime(env, endpoint !== undefined) ?? otelTime(env),
    compression: compressionIn(env, [...both('COMPRESSION'), 'OTLP_COMPRESSION'], 'none'),
    tls: tlsFiles([OTLP_TRACES, OTLP, 'OTLP_'], env),
  };
}

/** The receiver that OpenTelemetry's own variables name: what OTLP_* says is meant for another one. */
function otelOtlp(env: Environment): ExportTarget {
  const protocol = oneOf(env, both('PROTOCOL'), PROTOCOLS, 'http/protobuf');
  return {
    name: 'otlp',
    protocol,
    url: otelUrl(env, protocol),
    headers: otelHeaders(env),
    timeoutMs: ownTime(env, false) ?? otelTime(env),
    compression: compressionIn(env, [...both('COMPRESSION'), 'OTLP_COMPRESSION'], 'none'),
    tls: tlsFiles([OTLP_TRACES, OTLP], env),
  };
}

/** The general endpoint is a base, that of traces is what it says. Without a scheme it is as secure as INSECURE says. */
function otelUrl(env: Environment, protocol: OtlpProtocol): string {
  const [ofTraces, general] = both('ENDPOINT');
  const [name, otherName] = both('INSECURE');
  const insecure = text(env, name) === undefined ? otherName : name;
  const schemed = (given: string): string =>
    given.includes('://') || flag(env, insecure, true) ? given : `https://${given}`;
  const given = text(env, ofTraces);
  const fallback = protocol === 'grpc' ? 'http://localhost:4317' : 'http://localhost:4318';
  if (given !== undefined) return urlOf(schemed(given), ofTraces).href;
  const base = urlOf(schemed(text(env, general) ?? fallback), general);
  if (protocol !== 'grpc') base.pathname = `${base.pathname.replace(/\/$/, '')}/v1/traces`;
  return base.href;
}

function otelHeaders(env: Environment): Record<string, string> {
  const [ofTraces, general] = both('HEADERS');
  return { ...headersIn(env, general), ...headersIn(env, ofTraces) };
}

function otelTime(env: Environment): number {
  const [ofTraces, general] = both('TIMEOUT');
  return positiveInteger(env, text(env, ofTraces) === undefined ? general : ofTraces, DEFAULT_OTEL_MS);
}

/** OTLP_TIMEOUT, where OpenTelemetry's own variables say nothing. */
function ownTime(env: Environment, isOwnEndpoint: boolean): number | undefined {
  if (text(env, ...both('TIMEOUT')) !== undefined) return undefined;
  if (!isOwnEndpoint && text(env, 'OTLP_TIMEOUT') === undefined) return undefined;
  return duration(env, 'OTLP_TIMEOUT', DEFAULT_MS);
}
