import { counter, distribution, upDownCounter } from './instruments.js';
import { OTHER } from './label-bound.js';
import { REQUEST_SECONDS } from './seconds.js';

/** A request that has been answered, or whose caller went away before. */
export interface AnsweredRequest {
  readonly method: string;
  /** The route's pattern, never the path: a path has no bound. */
  readonly handler: string;
  readonly status: number;
  readonly seconds: number;
}

const METHODS = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'CONNECT',
  'TRACE',
  'QUERY',
]);

/** A request has come in. @returns to be called once when it is over */
export function requestBegins(): () => void {
  const inFlight = upDownCounter('http_requests_in_flight', 'Requests being answered');
  inFlight.add(1);
  return () => inFlight.add(-1);
}

/** Counts and times a request. */
export function countRequest({ method, handler, status, seconds }: AnsweredRequest): void {
  const labels = { method: METHODS.has(method) ? method : OTHER, handler, status: String(status) };
  counter('http_requests_total', 'Requests answered').add(1, labels);
  distribution('http_request_duration_seconds', {
    description: 'How long requests took',
    unit: 's',
    buckets: REQUEST_SECONDS,
  }).record(seconds, labels);
}
