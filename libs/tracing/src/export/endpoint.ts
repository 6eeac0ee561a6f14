import { ownLogger } from '../logging/logger.js';

export type OtlpProtocol = 'grpc' | 'http/protobuf' | 'http/json';

export interface Endpoint {
  readonly url: string;
  readonly protocol: OtlpProtocol;
}

const GRPC_PORT = '4317';
const HTTP_PORT = '4318';
const TRACES_PATH = '/v1/traces';
/** Jaeger's own receivers from before it spoke OTLP: thrift over HTTP and UDP, and gRPC. */
const OLD_JAEGER_PORTS: readonly string[] = ['14268', '14250', '6831', '6832'];
const OLD_JAEGER_PATH = '/api/traces';
const HAS_SCHEME = /^[a-z][a-z\d+.-]*:\/\//i;

const warned = new Set<string>();

/**
 * A receiver of OTLP as people write it: a URL, or `host:port`. Port 4317 is gRPC; Jaeger's old receivers become OTLP
 * on the same host, with one warning.
 * @throws {RangeError} that names the variable
 */
export function otlpEndpoint(given: string, name: string): Endpoint {
  const url = urlOf(given, name);
  if (OLD_JAEGER_PORTS.includes(url.port) || url.pathname === OLD_JAEGER_PATH) {
    url.port = HTTP_PORT;
    url.pathname = TRACES_PATH;
    warnOnce(name, given, url.href);
  }
  const isGrpc = url.port === GRPC_PORT && url.pathname !== TRACES_PATH;
  if (isGrpc) return { url: url.origin, protocol: 'grpc' };
  if (url.pathname === '/') url.pathname = TRACES_PATH;
  return { url: url.href, protocol: 'http/protobuf' };
}

/** A URL of HTTP, or `host:port` of it. @throws {RangeError} that names the variable */
export function urlOf(given: string, name: string): URL {
  const text = HAS_SCHEME.test(given) ? given : `http://${given}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.hostname !== '') return url;
  throw new RangeError(
    `${name} must be a URL of http or https, or host:port, but is ${JSON.stringify(given)}`,
  );
}

function warnOnce(name: string, given: string, now: string): void {
  if (warned.has(name)) return;
  warned.add(name);
  ownLogger().warn(
    { variable: name, endpoint: now },
    `${name} names an old receiver of Jaeger, ${given}; spans go as OTLP to ${now}: say so in ${name}`,
  );
}
