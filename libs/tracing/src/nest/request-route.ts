import type { IncomingMessage } from 'node:http';
import { type Exchange, exchangeOf } from './exchange.js';

const asked = new WeakSet();

/** What is needed of a Fastify instance. */
interface FastifyLike {
  addHook(
    name: 'onRequest',
    hook: (
      request: {
        readonly raw: IncomingMessage;
        readonly routeOptions: { readonly url?: string | undefined };
      },
      reply: unknown,
      done: () => void,
    ) => void,
  ): unknown;
}

/** Express leaves the route on the request itself; Fastify has to be asked while it is answered. */
export function noteFastifyRoutes(instance: unknown, onRoute: (exchange: Exchange) => void): void {
  if (!isFastify(instance) || asked.has(instance)) return;
  asked.add(instance);
  instance.addHook('onRequest', ({ raw, routeOptions }, _reply, done) => {
    const exchange = exchangeOf(raw);
    if (exchange !== undefined && routeOptions.url !== undefined) {
      exchange.route = routeOptions.url;
      onRoute(exchange);
    }
    done();
  });
}

/** The pattern of the route that answers a request on Express, `/orders/:id`; undefined where none does, or not yet. */
export function expressRouteOf(request: IncomingMessage): string | undefined {
  if (!('route' in request)) return undefined;
  const { route } = request;
  if (typeof route !== 'object' || route === null || !('path' in route)) return undefined;
  const mounted = 'baseUrl' in request && typeof request.baseUrl === 'string' ? request.baseUrl : '';
  return `${mounted}${String(route.path)}`;
}

const isFastify = (instance: unknown): instance is FastifyLike =>
  (typeof instance === 'object' || typeof instance === 'function') &&
  instance !== null &&
  'addHook' in instance &&
  typeof instance.addHook === 'function';
