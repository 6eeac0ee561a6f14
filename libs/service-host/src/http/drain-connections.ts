import type { FastifyInstance } from 'fastify';
import type { ServiceLifecycle } from '../lifecycle/service-lifecycle.js';

/**
 * Lets connections end with the answer that was under way on them when the service began to drain. A closing
 * server ends idle connections only once, at its beginning; those that become idle later would hold it open
 * until their clients tire.
 */
export function drainConnections(fastify: FastifyInstance, lifecycle: ServiceLifecycle): void {
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (lifecycle.state === 'draining') reply.header('connection', 'close');
    done(null, payload);
  });
  fastify.addHook('onResponse', (_request, _reply, done) => {
    // After an event stream, whose headers had gone out long before.
    if (lifecycle.state === 'draining') setImmediate(() => fastify.server.closeIdleConnections());
    done();
  });
}
