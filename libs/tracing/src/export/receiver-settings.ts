import { parseKeyPairsIntoRecord } from '@opentelemetry/core';
import { type Environment, flag, oneOf, text } from '../config/readers.js';

const COMPRESSIONS = ['gzip', 'none'] as const;
/** How long one export may take, where it is counted in seconds. */
export const DEFAULT_MS = 30_000;
/** The same in OpenTelemetry's own variables. */
export const DEFAULT_OTEL_MS = 10_000;

export const headersIn = (env: Environment, name: string): Record<string, string> =>
  parseKeyPairsIntoRecord(text(env, name));

export const compressionIn = (
  env: Environment,
  names: readonly string[],
  otherwise: 'gzip' | 'none',
): 'gzip' | 'none' => oneOf(env, names, COMPRESSIONS, otherwise);

/** The endpoint with https where JAEGER_INSECURE and the like say so. @throws {RangeError} where the endpoint says otherwise */
export function secured(name: 'JAEGER' | 'OTLP' | 'ZIPKIN', env: Environment, endpoint: string): string {
  if (text(env, `${name}_INSECURE`) === undefined) return endpoint;
  const isInsecure = flag(env, `${name}_INSECURE`, true);
  if (!endpoint.includes('://')) return `${isInsecure ? 'http' : 'https'}://${endpoint}`;
  if (endpoint.startsWith('https:') !== isInsecure) return endpoint;
  throw new RangeError(
    `${name}_INSECURE must be ${!isInsecure} for ${name}_ENDPOINT ${JSON.stringify(endpoint)}, but is ${isInsecure}`,
  );
}
