import { METHODS } from '../http/methods.js';
import type { Meter } from '@opentelemetry/api';
import { DurationHistogram } from './duration-histogram.js';
import { MAX_LABEL_SETS, OTHER } from './label-bound.js';
import { REQUEST_SECONDS } from './seconds.js';

/** A request that has been answered, or whose caller went away before. */
export interface AnsweredRequest {
  readonly method: string;
  /** The route's pattern, never the path: a path has no bound. */
  readonly handler: string;
  readonly status: number;
  readonly seconds: number;
}

/** Requests by their handlers; read with all other metrics. */
export const handlerDurations = new DurationHistogram({
  name: 'http_request_duration_seconds',
  description: 'How long requests took',
  buckets: REQUEST_SECONDS,
  mostSeries: MAX_LABEL_SETS,
  overflow: { method: OTHER, handler: OTHER, status: OTHER },
});

let inFlight = 0;

/** A request has come in. @returns to be called once when it is over */
export function requestBegins(): () => void {
  inFlight += 1;
  return () => (inFlight -= 1);
}

/** Counts and times a request. */
export function countRequest({ method: given, handler, status, seconds }: AnsweredRequest): void {
  const method = METHODS.has(given) ? given : OTHER;
  handlerDurations.record(seconds, `${method} ${status} ${handler}`, () => ({
    method,
    handler,
    status: String(status),
  }));
}

/** What follows from these, looked up when metrics are read. */
export function observeRequests(meter: Meter): void {
  meter
    .createObservableCounter('http_requests_total', { description: 'Requests answered' })
    .addCallback((result) => {
      for (const { attributes, count } of handlerDurations.counts()) result.observe(count, attributes);
    });
  meter
    .createObservableUpDownCounter('http_requests_in_flight', { description: 'Requests being answered' })
    .addCallback((result) => result.observe(inFlight));
}
