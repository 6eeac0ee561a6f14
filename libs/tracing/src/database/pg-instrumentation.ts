import { EventEmitter, errorMonitor } from 'node:events';
import { type Context, ROOT_CONTEXT, type Span, context as contexts } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { moduleInstrumentation } from '../sdk/module-instrumentation.js';
import { type Advice, around } from '../sdk/patch.js';
import { type Callback, calledBackIn, endQuerySpan, isCallback, startQuerySpan } from './pg-query-span.js';

/** A span for each query that belongs to a trace; whatever calls back does so in the caller's context. */
export const pgInstrumentation = (): Instrumentation =>
  moduleInstrumentation('@throughline/tracing/pg', [
    {
      name: 'pg',
      versions: '>=8.0.3 <9',
      files: ['pg/lib/client.js', 'pg/lib/native/client.js'].map((path) => ({
        path,
        patch: (client) => around(prototypeOf(client), 'query', query),
      })),
    },
    {
      name: 'pg-pool',
      versions: '>=3 <4',
      files: [{ path: 'pg-pool', patch: (pool) => around(prototypeOf(pool), 'connect', connect) }],
    },
  ]);

function prototypeOf(exported: object): object {
  const prototype: unknown = Reflect.get(exported, 'prototype');
  return typeof prototype === 'object' && prototype !== null ? prototype : {};
}

/** Who waits for a connection is called by whoever gives one back. */
const connect: Advice = (_pool, args, proceed) => {
  const [callback] = args;
  const context = contexts.active();
  return isCallback(callback) && context !== ROOT_CONTEXT
    ? proceed([calledBackIn(context, callback)])
    : proceed(args);
};

const query: Advice = (client, args, proceed) => {
  const context = contexts.active();
  if (context === ROOT_CONTEXT) return proceed(args);
  const span = startQuerySpan(client, args[0], context);
  try {
    return followed(span, context, args, proceed);
  } catch (error) {
    if (span !== undefined) endQuerySpan(span, error);
    throw error;
  }
};

function followed(
  span: Span | undefined,
  context: Context,
  args: readonly unknown[],
  proceed: (args: readonly unknown[]) => unknown,
): unknown {
  const ended: Callback | undefined =
    span === undefined ? undefined : (error, result) => endQuerySpan(span, error, result);
  const [first, ...others] = args;
  const at = others.findIndex(isCallback);
  const callback = others[at];
  if (isCallback(callback))
    return proceed([first, ...others.with(at, calledBackIn(context, callback, ended))]);
  if (isObject(first) && isCallback(first['callback']))
    return proceed([withCallback(first, calledBackIn(context, first['callback'], ended)), ...others]);
  const result = proceed(args);
  return ended === undefined ? result : endedWith(result, ended);
}

/** A query that is an object of its own is changed, for it is the answer too; a description of one is the caller's. */
function withCallback(config: Record<string, unknown>, callback: Callback): unknown {
  if (typeof config['submit'] !== 'function') {
    const derived: unknown = Object.create(config, {
      callback: { value: callback, writable: true, enumerable: true },
    });
    return derived;
  }
  config['callback'] = callback;
  return config;
}

function endedWith(result: unknown, ended: Callback): unknown {
  if (isPromise(result)) {
    return result.then(
      (answer) => {
        ended(undefined, answer);
        return answer;
      },
      (error: unknown) => {
        ended(error);
        throw error;
      },
    );
  }
  if (result instanceof EventEmitter) endedByEvents(result, ended);
  else ended();
  return result;
}

/** A query, cursor or stream tells by its events when it is over; of a failure, cursors tell only listeners of theirs. */
function endedByEvents(emitter: EventEmitter, ended: Callback): void {
  let isOver = false;
  const once: Callback = (error) => {
    if (isOver) return;
    isOver = true;
    ended(error);
  };
  around(emitter, 'handleError', (_query, args, proceed) => {
    once(args[0]);
    return proceed(args);
  });
  emitter.once(errorMonitor, (error: unknown) => once(isLeaving(error) ? undefined : error));
  emitter.once('end', () => once());
  emitter.once('close', () => once());
}

/** Who leaves a loop over a stream early destroys it by that; nothing has failed. */
const isLeaving = (error: unknown): boolean => isObject(error) && error['code'] === 'ABORT_ERR';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isPromise = (value: unknown): value is Promise<unknown> =>
  isObject(value) && typeof value['then'] === 'function';
