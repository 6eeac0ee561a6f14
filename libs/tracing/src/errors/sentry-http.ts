import { type ClientRequest, type IncomingMessage, request as byHttp } from 'node:http';
import { request as byHttps } from 'node:https';
import type { NodeOptions } from '@sentry/node';
import { withoutBaggageEgress, withoutTracing } from '../context/suppression.js';

/** Milliseconds that one report may take, from its beginning to the end of the answer. */
export const REPORT_DEADLINE_MS = 5_000;

type HttpModule = NonNullable<NonNullable<NodeOptions['transportOptions']>['httpModule']>;
type Target = Parameters<HttpModule['request']>[0];
type Callback = Parameters<HttpModule['request']>[1];

/** How Sentry's transport sends: with a deadline, until the reporting ends, and without spans, trace headers or baggage of ours. */
export const sentryHttp = (stopping: AbortSignal): HttpModule => ({
  request: (options, callback) => {
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(REPORT_DEADLINE_MS)]);
    return withoutTracing(() => withoutBaggageEgress(() => begin(options, callback, signal)));
  },
});

function begin(options: Target, callback: Callback, signal: AbortSignal): ClientRequest {
  const answered = (answer: IncomingMessage): void =>
    callback?.(Object.assign(answer, { statusCode: answer.statusCode ?? 0 }));
  if (typeof options === 'string' || options instanceof URL) {
    const send = new URL(options).protocol === 'https:' ? byHttps : byHttp;
    return send(options, { signal }, answered);
  }
  const send = options.protocol === 'https:' ? byHttps : byHttp;
  return send({ ...options, signal }, answered);
}
