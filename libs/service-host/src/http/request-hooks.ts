import { portOf } from '@throughline/contracts';
import { withDeadline } from '@throughline/resilience';
import { guardRequests } from '@throughline/tracing';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { checkAddress, checkHost, checkOrigin } from './caller-check.js';
import { DEADLINE_HEADER, deadlineOf } from './deadline-header.js';

/** What is done for every request before any route sees it. */
export function installRequestHooks(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    done(refusalOf(request));
  });
  guardRequests(fastify);
  // Not earlier: reading the body loses the context that an earlier hook would have set.
  fastify.addHook('preHandler', (request, _reply, done) => {
    const header = request.headers[DEADLINE_HEADER];
    if (header === undefined) done();
    else withDeadline(Number(header), done);
  });
}

/** Why this request gets no further, or undefined when it may. */
export function refusalOf(request: FastifyRequest): Error | undefined {
  try {
    // The port that the connection came in on is the service's own, whatever it was told to listen on.
    const port = request.socket.localPort ?? 0;
    checkHost(request.headers.host, port);
    checkAddress(request.raw.url ?? '/', request.raw.rawHeaders);
    checkOrigin(request.headers.origin, [port, portOf('console')]);
    deadlineOf(request.headers[DEADLINE_HEADER], Date.now());
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
