import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Attributes, type Context, type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { tracer } from '../spans/tracer.js';
import { METHODS } from './methods.js';
import { forwardedClient, serverAddress } from './server-address.js';

export type Scheme = 'http' | 'https';

/** What a request asks for. */
export type Target = readonly [path: string, query: string];

const OTHER_METHOD = '_OTHER';
const FIRST_FAULT = 500;

export const knownMethod = (method: string | undefined): string =>
  method !== undefined && METHODS.has(method) ? method : OTHER_METHOD;

/** The SERVER span of a request: a sampler sees what costs nothing to know; what a recorded span has besides is added then. */
export function startServerSpan(
  request: IncomingMessage,
  scheme: Scheme,
  parent: Context,
  [path, query]: Target,
): Span {
  const method = knownMethod(request.method);
  const attributes: Attributes = { 'http.request.method': method, 'url.scheme': scheme, 'url.path': path };
  if (query !== '') attributes['url.query'] = query;
  const { 'user-agent': userAgent } = request.headers;
  if (userAgent !== undefined) attributes['user_agent.original'] = userAgent;
  const name = method === OTHER_METHOD ? 'HTTP' : method;
  const span = tracer().startSpan(name, { kind: SpanKind.SERVER, attributes }, parent);
  return span.isRecording() ? span.setAttributes(furtherAttributes(request, method, scheme)) : span;
}

function furtherAttributes(request: IncomingMessage, method: string, scheme: Scheme): Attributes {
  const { headers, httpVersion, socket } = request;
  const { remoteAddress, remotePort } = socket;
  const attributes: Attributes = {
    'network.protocol.version': httpVersion,
    ...serverAddress(headers, scheme),
  };
  if (remotePort !== undefined) attributes['network.peer.port'] = remotePort;
  if (remoteAddress !== undefined) attributes['network.peer.address'] = remoteAddress;
  const client = forwardedClient(headers) ?? remoteAddress;
  if (client !== undefined) attributes['client.address'] = client;
  if (request.method !== undefined && request.method !== method)
    attributes['http.request.method_original'] = request.method;
  return attributes;
}

/** What is known when the answer is out, or the caller has gone. */
export function endServerSpan(span: Span, { statusCode }: ServerResponse, route: string | undefined): void {
  if (!span.isRecording()) return;
  span.setAttribute('http.response.status_code', statusCode);
  if (route !== undefined) span.setAttribute('http.route', route);
  if (statusCode >= FIRST_FAULT) {
    span.setAttribute('error.type', String(statusCode));
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}

/** The path and the query of a target as it was sent: `/path?query`, or a whole URL for a proxy. */
export function pathAndQuery(target: string): Target {
  if (!target.startsWith('/')) return partsOfUrl(target);
  const at = target.indexOf('?');
  return at === -1 ? [target, ''] : [target.slice(0, at), target.slice(at + 1)];
}

function partsOfUrl(target: string): Target {
  if (!URL.canParse(target)) return [target.split('?', 1)[0] ?? '', ''];
  const { pathname, search } = new URL(target);
  return [pathname, search.slice(1)];
}
