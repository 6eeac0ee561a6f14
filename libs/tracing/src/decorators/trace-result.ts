import { createRequire } from 'node:module';
import { type Context, type Span, context as contexts } from '@opentelemetry/api';
import type { Observable } from 'rxjs';
import { recordFailure } from '../spans/failure.js';
import { endUnlessRead, isRead } from './unread-results.js';

/** rxjs is loaded already when somebody returns an Observable, and is not needed otherwise. */
const load: (name: 'rxjs') => typeof import('rxjs') = createRequire(import.meta.url);

/** How a call that is traced ends; only the first ending counts. */
export interface Ending {
  ended(result: unknown): void;
  failed(error: unknown): void;
}

export function endingOf(
  span: Span,
  onEnd: (result: unknown) => void,
  onFailure: (error: unknown) => void,
): Ending {
  let isOpen = true;
  const once = (end: () => void): void => {
    if (!isOpen) return;
    isOpen = false;
    try {
      end();
    } catch (error) {
      // What describes the call must not break it.
      if (error instanceof Error) span.recordException(error);
    } finally {
      span.end();
    }
  };
  return {
    ended: (result) => once(() => onEnd(result)),
    failed: (error) =>
      once(() => {
        recordFailure(span, error);
        onFailure(error);
      }),
  };
}

/** A call whose span is open. */
export interface OpenCall {
  readonly span: Span;
  readonly context: Context;
  readonly ending: Ending;
}

/**
 * The result as the caller gets it; the ending comes when what it stands for is over, not when it is returned.
 * @param again opens another span: an Observable does its work anew for each subscriber
 */
export function traceResult(result: unknown, call: OpenCall, again: () => OpenCall): unknown {
  const { context, ending } = call;
  if (isThenable(result)) return settled(result, ending);
  if (isAsyncIterator(result)) return unlessRead(iterated(result, context, ending, call.span), call);
  if (hasSubscribe(result) && load('rxjs').isObservable(result))
    return unlessRead(observed(result, call, again), call);
  ending.ended(result);
  return result;
}

function unlessRead<Result extends object>(result: Result, { span }: OpenCall): Result {
  endUnlessRead(result, span);
  return result;
}

async function settled(result: PromiseLike<unknown>, ending: Ending): Promise<unknown> {
  try {
    const value = await result;
    ending.ended(value);
    return value;
  } catch (error) {
    ending.failed(error);
    throw error;
  }
}

function observed(source: Observable<unknown>, first: OpenCall, again: () => OpenCall): Observable<unknown> {
  let isFirst = true;
  return new (load('rxjs').Observable)((subscriber) => {
    const { span, context, ending } = isFirst ? first : again();
    isFirst = false;
    isRead(span);
    let last: unknown;
    const subscription = contexts.with(context, () =>
      source.subscribe({
        next: (value) => {
          last = value;
          subscriber.next(value);
        },
        error: (error: unknown) => {
          ending.failed(error);
          subscriber.error(error);
        },
        complete: () => {
          ending.ended(last);
          subscriber.complete();
        },
      }),
    );
    return () => {
      subscription.unsubscribe();
      ending.ended(last);
    };
  });
}

function iterated(
  source: AsyncIterator<unknown, unknown, unknown>,
  context: Context,
  ending: Ending,
  span: Span,
): AsyncIterableIterator<unknown, unknown, unknown> & AsyncDisposable {
  const step = async (
    run: () => Promise<IteratorResult<unknown, unknown>>,
  ): Promise<IteratorResult<unknown, unknown>> => {
    isRead(span);
    try {
      const result = await contexts.with(context, run);
      if (result.done === true) ending.ended(result.value);
      return result;
    } catch (error) {
      ending.failed(error);
      throw error;
    }
  };
  const returned = async (value?: unknown): Promise<IteratorResult<unknown, unknown>> =>
    (await source.return?.(value)) ?? { done: true, value };
  return {
    next: (...sent) => step(() => source.next(...sent)),
    return: (value) => step(() => returned(value)),
    throw: (error) =>
      step(
        () =>
          source.throw?.(error) ?? Promise.reject(error instanceof Error ? error : new Error(String(error))),
      ),
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      await step(() => returned());
    },
  };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  isObject(value) && 'then' in value && typeof value.then === 'function';

const hasSubscribe = (value: unknown): value is object =>
  isObject(value) && 'subscribe' in value && typeof value.subscribe === 'function';

/** What asynchronous generators return; streams, which are no iterators themselves, stay what they are. */
const isAsyncIterator = (value: unknown): value is AsyncIterator<unknown, unknown, unknown> =>
  isObject(value) && Symbol.asyncIterator in value && 'next' in value && typeof value.next === 'function';
