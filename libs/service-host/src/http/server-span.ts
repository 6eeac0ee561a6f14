import { trace } from '@throughline/tracing/api';
import type { FastifyRequest } from 'fastify';

/** Names the SERVER span by its route, never by its path: `GET /v1/runs/:id`. */
export function nameServerSpan(request: FastifyRequest): void {
  const route = routeOf(request);
  const span = trace.getActiveSpan();
  if (route === undefined || span === undefined) return;
  span.setAttribute('http.route', route);
  span.updateName(`${request.method} ${route}`);
}

/** The route's pattern, or undefined where no route matched. */
export const routeOf = (request: FastifyRequest): string | undefined => request.routeOptions.url;
