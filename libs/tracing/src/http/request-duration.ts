import { type Attributes, type Histogram, metrics } from '@opentelemetry/api';
import type { Scheme } from './server-span.js';

const NAME = 'http.server.request.duration';
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const FIRST_FAULT = 500;

/** A request that was answered. */
export interface TimedRequest {
  readonly method: string;
  readonly scheme: Scheme;
  readonly protocolVersion: string;
  /** The route's pattern; a path has no bound. */
  readonly route: string | undefined;
  readonly status: number;
  readonly seconds: number;
}

/** The standard metric of a server's requests. */
export class RequestDurations {
  private histogram: Histogram | undefined;

  record(request: TimedRequest): void {
    this.histogram ??= made();
    this.histogram.record(request.seconds, attributesOf(request));
  }
}

/** Made when first used: before the SDK has started, the API hands out a dead one. */
const made = (): Histogram =>
  metrics.getMeter('@throughline/tracing').createHistogram(NAME, {
    description: 'Duration of HTTP server requests.',
    unit: 's',
    advice: { explicitBucketBoundaries: BUCKETS },
  });

function attributesOf({ method, scheme, protocolVersion, route, status }: TimedRequest): Attributes {
  const attributes: Attributes = {
    'http.request.method': method,
    'url.scheme': scheme,
    'network.protocol.version': protocolVersion,
    'http.response.status_code': status,
  };
  if (route !== undefined) attributes['http.route'] = route;
  if (status >= FIRST_FAULT) attributes['error.type'] = String(status);
  return attributes;
}
