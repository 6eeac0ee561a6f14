import { type Attributes, SpanKind } from '@opentelemetry/api';
import { recordFinishedOperation } from '../spans/finished-operation.js';

/** An HTTP request that is over. */
export interface FinishedRequest {
  readonly method: string;
  /** A path for a request that came in, a full URL for one that was sent. */
  readonly url: string;
  readonly statusCode: number;
  /** Seconds that it took. */
  readonly duration: number;
  /** Pattern of the route, `/users/:id`: a part of the span's name. Never a path with ids in it. */
  readonly route?: string;
  /** Why it failed, where the status does not say so. */
  readonly error?: unknown;
  /** Default: CLIENT for a full URL, SERVER for a path. */
  readonly kind?: SpanKind;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH', 'QUERY'];

/**
 * Records a request that is over as a span, for what no instrumentation sees: those of `node:http`, `fetch` and undici
 * have their spans already. Semantic conventions of HTTP: a status of 500 and more is an error, for a request that was
 * sent 400 and more.
 * @param duration seconds
 */
export function traceHttpRequest(method: string, url: string, statusCode: number, duration: number): void;
export function traceHttpRequest(request: FinishedRequest): void;
export function traceHttpRequest(
  given: string | FinishedRequest,
  url = '',
  statusCode = 0,
  duration = 0,
): void {
  record(typeof given === 'string' ? { method: given, url, statusCode, duration } : given);
}

function record(request: FinishedRequest): void {
  const { route, statusCode, duration } = request;
  const isSent = URL.canParse(request.url);
  const kind = request.kind ?? (isSent ? SpanKind.CLIENT : SpanKind.SERVER);
  const method = methodOf(request.method);
  const hasFailed = statusCode >= (kind === SpanKind.CLIENT ? 400 : 500);
  const name = method['http.request.method'] === '_OTHER' ? 'HTTP' : method['http.request.method'];
  recordFinishedOperation(route === undefined ? name : `${name} ${route}`, {
    kind,
    duration,
    attributes: {
      ...method,
      ...urlAttributes(request.url),
      'http.response.status_code': statusCode,
      ...(route === undefined ? {} : { 'http.route': route }),
    },
    error: request.error ?? (hasFailed ? new HttpStatusError(statusCode) : undefined),
  });
}

/** `error.type` of a request that failed by its status is the status. */
export class HttpStatusError extends Error {
  readonly code: string;

  constructor(status: number) {
    super(`the answer was ${status}`);
    this.name = 'HttpStatusError';
    this.code = String(status);
  }
}

/** Names of methods are a closed set; others would be names without end. */
function methodOf(given: string): { 'http.request.method': string; 'http.request.method_original'?: string } {
  const method = given.toUpperCase();
  if (METHODS.includes(method)) return { 'http.request.method': method };
  return { 'http.request.method': '_OTHER', 'http.request.method_original': given };
}

export function urlAttributes(url: string): Attributes {
  if (!URL.canParse(url)) {
    const [path = '', query] = url.split('?', 2);
    return { 'url.path': path, ...(query === undefined ? {} : { 'url.query': query }) };
  }
  const { protocol, hostname, port } = new URL(url);
  const usual = protocol === 'https:' ? 443 : 80;
  return {
    'url.full': url,
    'server.address': hostname,
    'server.port': port === '' ? usual : Number(port),
  };
}
