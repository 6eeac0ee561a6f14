import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  context as contexts,
  diag,
  propagation,
  trace,
} from '@opentelemetry/api';
import { type RPCMetadata, RPCType, setRPCMetadata, suppressTracing } from '@opentelemetry/core';
import { LinkedContext } from '../context/linked-context.js';
import { withRequest } from '../context/request.js';
import { around } from '../sdk/patch.js';
import { recordFailure } from '../spans/failure.js';
import { bindEvents, makeBindable } from './bound-events.js';
import { correlatedContext } from './correlated-context.js';
import { type IncomingRequests, prepareIncomingRequest } from './incoming-request.js';
import { recordDuration } from './request-duration.js';
import { type Scheme, endServerSpan, knownMethod, pathAndQuery, startServerSpan } from './server-span.js';

const UNTRACED = suppressTracing(ROOT_CONTEXT);

/** A request that is being answered. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly scheme: Scheme;
}

/** How a request is traced, until its answer is out. */
interface Tracing {
  readonly context: Context;
  readonly span: Span;
  readonly rpc: RPCMetadata | undefined;
}

/** Traces the requests that the servers of this process get. */
export class ServerRequests {
  // Asked for and not imported: what is loaded before tracing is started counts as a mistake of the program's.
  private readonly http = process.getBuiltinModule('node:http');
  private readonly undo: readonly (() => void)[];

  constructor(private readonly incoming: IncomingRequests) {
    const https = process.getBuiltinModule('node:https');
    this.undo = [
      this.watch(this.http.Server.prototype, 'http'),
      this.watch(https.Server.prototype, 'https'),
      makeBindable(this.http.IncomingMessage.prototype),
      makeBindable(this.http.ServerResponse.prototype),
    ];
  }

  stop(): void {
    for (const step of this.undo) step();
  }

  private watch(server: object, scheme: Scheme): () => void {
    return around(server, 'emit', (_server, args, proceed) => {
      const [event, request, response] = args;
      if (event !== 'request' || !this.isRequest(request) || !this.isResponse(response)) return proceed(args);
      return this.serve({ request, response, scheme }, () => proceed(args));
    });
  }

  private isRequest(value: unknown): value is IncomingMessage {
    return value instanceof this.http.IncomingMessage;
  }

  private isResponse(value: unknown): value is ServerResponse {
    return value instanceof this.http.ServerResponse;
  }

  private serve(exchange: Exchange, proceed: () => unknown): unknown {
    const begun = performance.now();
    const tracing = this.begin(exchange);
    if (tracing === undefined) return contexts.with(bound(exchange, UNTRACED), proceed);
    const context = bound(exchange, tracing.context, (event) => {
      if (event === 'close') this.end(exchange, tracing, performance.now() - begun);
    });
    try {
      return contexts.with(context, proceed);
    } catch (error) {
      recordFailure(tracing.span, error);
      throw error;
    }
  }

  /** Undefined: the request is not traced. A failure of ours is not the program's. */
  private begin({ request, scheme }: Exchange): Tracing | undefined {
    try {
      if (prepareIncomingRequest(request, this.incoming)) return undefined;
      const { headers } = request;
      const target = pathAndQuery(request.url ?? '/');
      const asked = withRequest(LinkedContext.ROOT, request.method ?? 'GET', target[0]);
      const parent = correlatedContext(propagation.extract(asked, headers), headers);
      const span = startServerSpan(request, scheme, parent, target);
      const context = trace.setSpan(parent, span);
      if (!span.isRecording()) return { context, span, rpc: undefined };
      // Instrumentations of frameworks write the route there.
      const rpc: RPCMetadata = { type: RPCType.HTTP, span };
      return { context: setRPCMetadata(context, rpc), span, rpc };
    } catch (error) {
      diag.error('a request could not be traced', error);
      return undefined;
    }
  }

  private end({ request, response, scheme }: Exchange, { span, rpc }: Tracing, ms: number): void {
    const route = rpc?.route ?? routeOn(span);
    endServerSpan(span, response, rpc?.route);
    const { method, httpVersion: protocolVersion } = request;
    const { statusCode: status } = response;
    recordDuration({ method: knownMethod(method), scheme, protocolVersion, route, status }, ms / 1_000);
  }
}

/** Who reads the body or waits for the answer's end does so in the request's context. */
function bound({ request, response }: Exchange, context: Context, after?: (event: unknown) => void): Context {
  if (hasBody(request)) bindEvents(request, context);
  bindEvents(response, context, after);
  return context;
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';

/** What the framework has said on the span itself. */
function routeOn(span: Span): string | undefined {
  const attributes: unknown = Reflect.get(span, 'attributes');
  const route: unknown =
    typeof attributes === 'object' && attributes !== null ? Reflect.get(attributes, 'http.route') : undefined;
  return typeof route === 'string' ? route : undefined;
}
