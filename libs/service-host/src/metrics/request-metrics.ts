import { metrics } from '@throughline/tracing/api';
import type { FastifyInstance } from 'fastify';
import { routeOf } from '../http/server-span.js';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Counts and times requests by their route, never by their path: a path has no bound. */
export function measureRequests(fastify: FastifyInstance): void {
  const meter = metrics.getMeter('@throughline/service-host');
  const total = meter.createCounter('http_requests_total', { description: 'Requests answered' });
  const duration = meter.createHistogram('http_request_duration_seconds', {
    description: 'How long requests took',
    unit: 's',
    advice: { explicitBucketBoundaries: SECONDS },
  });
  const inFlight = meter.createUpDownCounter('http_requests_in_flight', {
    description: 'Requests being answered',
  });
  fastify.addHook('onRequest', (_request, reply, done) => {
    inFlight.add(1);
    // Not onResponse: it is not called where the caller went away.
    reply.raw.once('close', () => inFlight.add(-1));
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const labels = {
      method: request.method,
      handler: routeOf(request) ?? 'none',
      status: String(reply.statusCode),
    };
    total.add(1, labels);
    duration.record(reply.elapsedTime / 1000, labels);
    done();
  });
}
