import type { Attributes } from '@opentelemetry/api';
import { DurationHistogram } from '../metrics/duration-histogram.js';
import type { Scheme } from './server-span.js';

const FIRST_FAULT = 500;

/** A request that was answered. */
export interface TimedRequest {
  readonly method: string;
  readonly scheme: Scheme;
  readonly protocolVersion: string;
  /** The route's pattern; a path has no bound. */
  readonly route: string | undefined;
  readonly status: number;
}

/** The standard metric of a server's requests. */
export const requestDurations = new DurationHistogram({
  name: 'http.server.request.duration',
  description: 'Duration of HTTP server requests.',
  buckets: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
});

export function recordDuration(request: TimedRequest, seconds: number): void {
  const { method, scheme, protocolVersion, route = '', status } = request;
  const key = `${method} ${scheme} ${protocolVersion} ${status} ${route}`;
  requestDurations.record(seconds, key, () => attributesOf(request));
}

const attributesOf = ({ method, scheme, protocolVersion, route, status }: TimedRequest): Attributes => ({
  'http.request.method': method,
  'url.scheme': scheme,
  'network.protocol.version': protocolVersion,
  'http.response.status_code': status,
  ...(route === undefined ? {} : { 'http.route': route }),
  ...(status < FIRST_FAULT ? {} : { 'error.type': String(status) }),
});
