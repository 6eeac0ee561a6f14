import { RUN_SPAN_NAME, runIdFrom } from '@throughline/contracts';
import { exportRefusedRun, getLogger } from '@throughline/tracing';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/**
 * A creation that is refused here, before its owner has seen it, gets its root from here. A conflict is another
 * matter: the id belongs to a run that was accepted, and whose root comes with its end.
 */
export function giveRefusedCreationsTheirRoot(instance: FastifyInstance): void {
  const log = getLogger('refused-creations');
  instance.addHook('onResponse', async (request, reply) => {
    const runId = refusedRun(request, reply);
    if (runId === undefined) return;
    const errorType = String(reply.statusCode);
    await exportRefusedRun({ runId, name: RUN_SPAN_NAME, errorType }).catch((error: unknown) => {
      log.warn({ err: error }, 'the root of a refused run was not received');
    });
  });
}

function refusedRun({ method, url, headers }: FastifyRequest, { statusCode }: FastifyReply) {
  const isCreation = method === 'POST' && url.split('?')[0] === '/v1/runs';
  const isRefused = statusCode >= 400 && statusCode < 500 && statusCode !== 409;
  const key = headers['idempotency-key'];
  return isCreation && isRefused && typeof key === 'string' ? runIdFrom(key) : undefined;
}
