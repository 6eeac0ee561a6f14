import { PlatformSettingError } from '../platform-errors.js';

/** Where a Jaeger is asked, and where it takes spans. */
export interface JaegerAddresses {
  /** Its page and its query API. */
  readonly url: string;
  /** OTLP over HTTP, with its path. */
  readonly otlpEndpoint: string;
  /** OTLP over gRPC. */
  readonly otlpGrpcEndpoint: string;
  /** Zipkin's spans, version 2. */
  readonly zipkinEndpoint: string;
}

/** Ports that a Jaeger listens on. */
export interface JaegerPorts {
  readonly query: number;
  readonly otlpHttp: number;
  readonly otlpGrpc: number;
  readonly zipkin: number;
  readonly queryGrpc: number;
}

export const USUAL_PORTS: JaegerPorts = {
  query: 16686,
  otlpHttp: 4318,
  otlpGrpc: 4317,
  zipkin: 9411,
  queryGrpc: 16685,
};

/** The block of ports of a Jaeger of ours. */
export const portsFrom = (first: number): JaegerPorts => ({
  query: first,
  otlpHttp: first + 1,
  otlpGrpc: first + 2,
  zipkin: first + 3,
  queryGrpc: first + 4,
});

export const addressesOf = (host: string, ports: JaegerPorts): JaegerAddresses => ({
  url: `http://${host}:${ports.query}`,
  otlpEndpoint: `http://${host}:${ports.otlpHttp}/v1/traces`,
  otlpGrpcEndpoint: `http://${host}:${ports.otlpGrpc}`,
  zipkinEndpoint: `http://${host}:${ports.zipkin}/api/v2/spans`,
});

/**
 * The person's own Jaeger: `JAEGER_URL`, and `JAEGER_ENDPOINT` where its receiver is elsewhere than usual.
 * @throws {PlatformSettingError}
 */
export function ownJaeger(env: NodeJS.ProcessEnv): JaegerAddresses | undefined {
  const given = env['JAEGER_URL'];
  if (given === undefined || given === '') return undefined;
  if (!URL.canParse(given) || !/^https?:$/.test(new URL(given).protocol))
    throw new PlatformSettingError('JAEGER_URL', 'a URL of http or https', given);
  const usual = addressesOf(new URL(given).hostname, USUAL_PORTS);
  const url = given.replace(/\/+$/, '');
  return { ...usual, url, otlpEndpoint: env['JAEGER_ENDPOINT'] || usual.otlpEndpoint };
}
