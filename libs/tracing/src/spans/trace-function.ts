import type { SpanOptions } from '@opentelemetry/api';
import { defaultName, tracedMethod } from '../decorators/traced-method.js';

type AnyFunction<A extends unknown[], R> = (...args: A) => R;

/**
 * The function in a span for each call; it keeps its name and arity, and the span ends when what it returns is over, as
 * with `@Span()`.
 * @param fn the function; its name is the span's, when no other is given
 * @param name name of the span
 */
export function traceFunction<A extends unknown[], R>(
  fn: AnyFunction<A, R>,
  name?: string,
  options?: SpanOptions,
): AnyFunction<A, R>;
/** As a decorator, `@traceFunction`: the method in a span `Class.method` for each call. */
export function traceFunction<M extends (...args: never[]) => unknown>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<M>,
): void;
export function traceFunction<A extends unknown[], R>(
  given: AnyFunction<A, R> | object,
  name?: string | symbol,
  last: SpanOptions | TypedPropertyDescriptor<AnyFunction<A, R>> = {},
): AnyFunction<A, R> | undefined {
  if (isDescriptor(last)) {
    if (last.value !== undefined) last.value = traced(last.value, defaultName(given, name ?? ''), {});
    return undefined;
  }
  if (!isFunction<A, R>(given)) throw new TypeError('traceFunction is for functions and methods');
  const chosen = typeof name === 'string' ? name : given.name;
  return traced(given, chosen === '' ? 'anonymous' : chosen, last);
}

const traced = <A extends unknown[], R>(
  fn: AnyFunction<A, R>,
  name: string,
  options: SpanOptions,
): AnyFunction<A, R> => tracedMethod<A, AnyFunction<A, R>>(fn, () => ({ name, options }));

const isFunction = <A extends unknown[], R>(value: object): value is AnyFunction<A, R> =>
  typeof value === 'function';

/** Of a method; options of a span have no such property. */
const isDescriptor = <M>(
  value: SpanOptions | TypedPropertyDescriptor<M>,
): value is TypedPropertyDescriptor<M> => 'configurable' in value;
