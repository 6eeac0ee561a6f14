import type { SpanOptions } from '@opentelemetry/api';
import { tracedMethod } from '../decorators/traced-method.js';

type AnyFunction<A extends unknown[], R> = (...args: A) => R;

/**
 * The function in a span for each call; it keeps its name and arity, and the span ends when what it returns is over, as
 * with `@Span()`.
 * @param fn the function; its name is the span's, when no other is given
 * @param name name of the span
 */
export function traceFunction<A extends unknown[], R>(
  fn: AnyFunction<A, R>,
  name: string = fn.name,
  options: SpanOptions = {},
): AnyFunction<A, R> {
  return tracedMethod<A, AnyFunction<A, R>>(fn, () => ({
    name: name === '' ? 'anonymous' : name,
    options,
  }));
}
