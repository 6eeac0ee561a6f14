import { type Span, type SpanOptions, context as contexts, trace } from '@opentelemetry/api';
import type {} from 'reflect-metadata';
import { tracer } from '../spans/tracer.js';
import { type OpenCall, endingOf, traceResult } from './trace-result.js';

/** How one call is traced. */
export interface TracedCall {
  readonly name: string;
  readonly options: SpanOptions;
  onEnd?(span: Span, result: unknown): void;
  onFailure?(span: Span, error: unknown): void;
}

/** Puts a decorator's tracing around a method; to be applied to it as a method decorator. */
export type MethodTracing<A extends unknown[] = never[]> = <M extends (...args: A) => unknown>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<M>,
) => void;

const traced = new WeakSet<object>();

export const isTraced = (method: object): boolean => traced.has(method);

/** The method in a span for each call. Its name, its arity and what decorators have stored for it stay. */
export function tracedMethod<A extends unknown[], M extends (...args: A) => unknown>(
  method: M,
  callOf: (args: A) => TracedCall,
): M {
  const proxy = new Proxy(method, {
    apply: (target, self: unknown, args: A): unknown =>
      traceCall(callOf(args), (): unknown => Reflect.apply(target, self, args)),
  });
  copyMetadata(method, proxy);
  traced.add(proxy);
  return proxy;
}

/** Runs the function in a span that ends when what it returns is over: value, Promise, Observable, asynchronous iterator. */
export function traceCall(call: TracedCall, run: (span: Span) => unknown): unknown {
  const first = openCall(call);
  try {
    return traceResult(contexts.with(first.context, run, undefined, first.span), first, () =>
      openCall(call, first.span),
    );
  } catch (error) {
    first.ending.failed(error);
    throw error;
  }
}

/** @param before the span of the same call's first reading; the new one is linked to it */
function openCall(call: TracedCall, before?: Span): OpenCall {
  const links = before === undefined ? [] : [{ context: before.spanContext() }];
  const span = tracer().startSpan(call.name, {
    ...call.options,
    links: [...(call.options.links ?? []), ...links],
  });
  const ending = endingOf(
    span,
    (result) => call.onEnd?.(span, result),
    (error) => call.onFailure?.(span, error),
  );
  return { span, context: trace.setSpan(contexts.active(), span), ending };
}

/** Guards, interceptors and routes ask for metadata of the very function that the class has. */
function copyMetadata(from: object, to: object): void {
  if (typeof Reflect.getOwnMetadataKeys !== 'function') return;
  for (const key of Reflect.getOwnMetadataKeys(from)) {
    const value: unknown = Reflect.getOwnMetadata(key, from);
    Reflect.defineMetadata(key, value, to);
  }
}

/** `Class.method`: the name of a span that was given none. */
export function defaultName(target: object, key: string | symbol): string {
  return `${target.constructor.name}.${String(key)}`;
}
