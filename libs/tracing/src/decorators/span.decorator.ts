import type { Attributes, SpanOptions } from '@opentelemetry/api';
import { type MethodTracing, type TracedCall, defaultName, isTraced, tracedMethod } from './traced-method.js';

/** What the result of a call adds to its span. */
export interface ResultOptions {
  /** Attributes that the result gives: of a Promise its value, of an Observable its last one. */
  readonly onResult?: (result: unknown) => { readonly attributes?: Attributes };
}

/** How a method's calls are traced. */
export interface SpanDecoratorOptions extends SpanOptions, ResultOptions {
  /** Default: `Class.method`. */
  readonly name?: string;
}

/** Options, or what makes them of the arguments of the call. */
export type SpanDescription<A extends unknown[]> =
  SpanDecoratorOptions | ((...args: A) => SpanDecoratorOptions);

/**
 * Each call of the method is a span. It ends when what the method returns is over: a Promise settled, an Observable
 * completed, failed or unsubscribed, an asynchronous iterator finished or left; an error is recorded.
 */
export function Span<A extends unknown[] = never[]>(
  nameOrOptions: string | SpanDescription<A> = {},
  more: SpanDescription<A> = {},
): MethodTracing<A> {
  return (target, key, descriptor) => {
    const method = descriptor.value;
    if (method === undefined) throw new TypeError(`@Span() is for methods, and ${String(key)} is none`);
    const name = typeof nameOrOptions === 'string' ? nameOrOptions : defaultName(target, key);
    const parts: SpanDescription<A>[] = typeof nameOrOptions === 'string' ? [more] : [nameOrOptions, more];
    descriptor.value = tracedMethod<A, typeof method>(method, (args) => callOf(name, parts, args));
  };
}

function callOf<A extends unknown[]>(
  name: string,
  parts: readonly SpanDescription<A>[],
  args: A,
): TracedCall {
  let described: SpanDecoratorOptions = {};
  for (const part of parts) described = { ...described, ...optionsOf(part, args) };
  const { name: chosen = name, onResult, ...options } = described;
  return {
    name: chosen,
    options,
    onEnd: (span, result) => {
      const attributes = span.isRecording() ? onResult?.(result).attributes : undefined;
      if (attributes !== undefined) span.setAttributes(attributes);
    },
  };
}

/** What describes a call must not break it. */
function optionsOf<A extends unknown[]>(part: SpanDescription<A>, args: A): SpanDecoratorOptions {
  if (typeof part !== 'function') return part;
  try {
    return part(...args);
  } catch {
    return {};
  }
}

/** Each method of the class is traced as with `@Span()`; accessors, and methods with a decorator of their own, stay as they are. */
export function Traceable(options: SpanDecoratorOptions = {}): ClassDecorator {
  return (target) => {
    const prototype: unknown = target.prototype;
    if (typeof prototype !== 'object' || prototype === null) return;
    for (const key of Object.getOwnPropertyNames(prototype)) {
      const descriptor = Object.getOwnPropertyDescriptor(prototype, key);
      if (key === 'constructor' || descriptor === undefined || !isMethod(descriptor.value)) continue;
      if (isTraced(descriptor.value)) continue;
      Span(options)(prototype, key, descriptor);
      Object.defineProperty(prototype, key, descriptor);
    }
  };
}

const isMethod = (value: unknown): value is (...args: unknown[]) => unknown => typeof value === 'function';
