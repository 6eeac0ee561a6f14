import type { IncomingMessage } from 'node:http';

const noted = new WeakMap<IncomingMessage, string>();
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
export function noteFastifyRoutes(instance: unknown, onRoute: (request: IncomingMessage) => void): void {
  if (!isFastify(instance) || asked.has(instance)) return;
  asked.add(instance);
  instance.addHook('onRequest', ({ raw, routeOptions }, _reply, done) => {
    if (routeOptions.url !== undefined) {
      noted.set(raw, routeOptions.url);
      onRoute(raw);
    }
    done();
  });
}

/** The pattern of the route that answers a request, `/orders/:id`; undefined where none does, or not yet. */
export function routeOf(request: IncomingMessage): string | undefined {
  const known = noted.get(request);
  if (known !== undefined || !('route' in request)) return known;
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
