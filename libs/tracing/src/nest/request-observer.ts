import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { trace } from '@opentelemetry/api';
import { acceptedCorrelationId, knownCorrelationId } from '../context/correlation.js';
import { CORRELATION_HEADER, REQUEST_ID_HEADER } from '../context/names.js';
import { correlationHeader } from '../http/run-creation.js';
import { countRequest, requestBegins } from '../metrics/request-metrics.js';
import { Exchange } from './exchange.js';
import { expressRouteOf, noteFastifyRoutes } from './request-route.js';

/** What is needed of Nest's adapter for HTTP, whichever it is. */
export interface HttpAdapter {
  getHttpServer(): unknown;
  getInstance(): unknown;
}

/** Status of a request whose caller went away before the answer had begun, as proxies log it. */
const CALLER_GONE = 499;
const NO_ROUTE = 'none';

const observed = new WeakSet();

/** Learns which route answers a request. To be called before hooks of the application's own, which may refuse one. */
export const observeRoutes = (adapter: HttpAdapter): void =>
  noteFastifyRoutes(adapter.getInstance(), nameServerSpan);

/**
 * Looks at every request of an application before anything of its own does: ids on the answer, the span's name, and
 * metrics. On the server itself, so that Express and Fastify, guards, refusals and routes of one's own are alike.
 */
export function observeRequests(adapter: HttpAdapter): void {
  const server = adapter.getHttpServer();
  if (!isServer(server) || observed.has(server)) return;
  observed.add(server);
  observeRoutes(adapter);
  server.prependListener('request', observe);
}

function observe(request: IncomingMessage, response: ServerResponse): void {
  const begun = performance.now();
  const exchange = new Exchange(request, trace.getActiveSpan());
  identify(exchange, response);
  const ended = requestBegins();
  // Before the instrumentation's own listener, which ends the span. A response is closed once.
  response.prependListener('close', () => {
    nameServerSpan(exchange);
    ended();
    countRequest({
      method: request.method ?? '',
      handler: exchange.route ?? NO_ROUTE,
      status: response.headersSent ? response.statusCode : CALLER_GONE,
      seconds: (performance.now() - begun) / 1000,
    });
  });
}

/** The ids of the request on its answer and on its span. */
function identify({ request, unnamed: span }: Exchange, response: ServerResponse): void {
  const given = acceptedCorrelationId(correlationHeader(request.headers));
  const correlationId = knownCorrelationId() ?? given ?? randomUUID();
  const { [REQUEST_ID_HEADER]: header } = request.headers;
  const requestId = acceptedCorrelationId(typeof header === 'string' ? header : undefined) ?? correlationId;
  response.setHeader(CORRELATION_HEADER, correlationId);
  response.setHeader(REQUEST_ID_HEADER, requestId);
  span?.setAttribute('request_id', requestId);
}

/** Names the SERVER span by its route, never by its path: `GET /orders/:id`. */
function nameServerSpan(exchange: Exchange): void {
  const { request, unnamed: span } = exchange;
  const route = (exchange.route ??= expressRouteOf(request));
  if (span === undefined || route === undefined) return;
  exchange.unnamed = undefined;
  span.setAttribute('http.route', route);
  span.updateName(`${request.method ?? 'GET'} ${route}`);
}

const isServer = (server: unknown): server is Server =>
  typeof server === 'object' &&
  server !== null &&
  'prependListener' in server &&
  typeof server.prependListener === 'function';
