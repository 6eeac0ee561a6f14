import type { IncomingMessage, ServerResponse } from 'node:http';
import { constitutionalHashMiddleware } from './http-refusal.js';

type Middleware = typeof constitutionalHashMiddleware;

interface FastifyLike {
  addHook(
    name: 'onRequest',
    hook: (
      request: { readonly raw: IncomingMessage },
      reply: { readonly raw: ServerResponse; hijack(): unknown },
      done: () => void,
    ) => void,
  ): unknown;
}

interface ExpressLike {
  use(middleware: Middleware): unknown;
}

const guarded = new WeakSet();

/**
 * Has the hash of every request to a Fastify instance, or to an Express or Connect application, compared before
 * anything else sees the request. `TracingModule` does it for the application it is in. To be called before routes are
 * added; a second call does nothing.
 */
export function guardRequests(application: unknown): void {
  if (!isObject(application) || guarded.has(application)) return;
  guarded.add(application);
  if (isFastify(application)) guardFastify(application);
  else if (isExpress(application)) application.use(constitutionalHashMiddleware);
}

function guardFastify(fastify: FastifyLike): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    constitutionalHashMiddleware(request.raw, reply.raw, done);
    // Answered already: Fastify is told to keep off.
    if (reply.raw.headersSent) reply.hijack();
  });
}

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' || typeof value === 'function') && value !== null;

const isFastify = (application: object): application is FastifyLike =>
  'addHook' in application && typeof application.addHook === 'function';

const isExpress = (application: object): application is ExpressLike =>
  'use' in application && typeof application.use === 'function';
