import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type IncomingMessage, ServerResponse } from 'node:http';
import { type Context, context as contexts, trace } from '@opentelemetry/api';
import { captureRequestError, reportMessage } from './capture.js';
import { ErrorScope, withScope } from './error-scope.js';
import { errorSink } from './error-sink.js';

const FINISHED = 'http.server.response.finish';

/** Scopes of requests by what their context was extracted from: their headers. */
const ofCarriers = new WeakMap<object, ErrorScope>();

/** The context of work that has come in, with a scope of its own for its errors. */
export function enterErrorScope(context: Context, carrier: unknown): Context {
  if (errorSink() === undefined) return context;
  const scope = new ErrorScope();
  if (typeof carrier === 'object' && carrier !== null) ofCarriers.set(carrier, scope);
  scope.parent = trace.getSpanContext(context);
  return withScope(context, scope);
}

/** Reports requests whose answer says that they have failed, with what was thrown, when nobody has reported it. */
export function watchFailedResponses(): () => void {
  subscribe(FINISHED, onFinished);
  return () => unsubscribe(FINISHED, onFinished);
}

function onFinished(message: unknown): void {
  if (!isExchange(message)) return;
  const { request, response } = message;
  const scope = ofCarriers.get(request.headers);
  if (scope === undefined || scope.hasReported) return;
  if (errorSink()?.isFailedStatus(response.statusCode) !== true) return;
  const { thrown } = scope;
  if (thrown !== undefined) {
    contexts.with(thrown.context, () => captureRequestError(thrown.error, response.statusCode, thrown.extra));
    return;
  }
  const [path = '/'] = (request.url ?? '/').split('?', 1);
  const extra = { status: response.statusCode, method: request.method, path };
  reportMessage(`a request was answered with ${response.statusCode}`, 'error', extra, scope);
}

function isExchange(
  message: unknown,
): message is { readonly request: IncomingMessage; readonly response: ServerResponse } {
  return (
    typeof message === 'object' &&
    message !== null &&
    'request' in message &&
    'response' in message &&
    message.response instanceof ServerResponse
  );
}
