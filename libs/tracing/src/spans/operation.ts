import {
  type Attributes,
  type Context,
  type Link,
  type Span,
  SpanKind,
  context as contexts,
  trace,
} from '@opentelemetry/api';
import { traceCall } from '../decorators/traced-method.js';
import { recordFailure } from './failure.js';
import { tracer } from './tracer.js';

/** What else may be said of the span of an operation. */
export interface OperationOptions {
  /** Default: INTERNAL. */
  readonly kind?: SpanKind;
  /** Spans of other traces, or of earlier tries, that this one has to do with. Default: none. */
  readonly links?: Link[];
  /** The parent; default: the active context. */
  readonly context?: Context;
  /** Whether a trace of its own begins with it. Default false. */
  readonly root?: boolean;
}

/**
 * Runs `fn` in a new span under the active one, which ends when what `fn` returns is over: a value at once, a Promise,
 * an Observable or an asynchronous iterator when it has ended.
 * @param name of few different ones: `service.operation`, without ids
 * @param attributes of the semantic conventions where they have one
 * @throws what `fn` throws, recorded on the span
 */
export function traceOperation<T>(name: string, attributes: Attributes, fn: (span: Span) => T): T;
export function traceOperation(name: string, attributes: Attributes, fn: (span: Span) => unknown): unknown {
  return traceCall({ name, options: { attributes } }, fn);
}

/**
 * Runs the asynchronous `fn` in a new span, which ends when its promise settles.
 * @param name of few different ones: `service.operation`, without ids
 * @param attributes of the semantic conventions where they have one
 * @throws what `fn` rejects with, recorded on the span
 */
export async function traceAsyncOperation<T>(
  name: string,
  attributes: Attributes,
  fn: (span: Span) => Promise<T>,
  options: OperationOptions = {},
): Promise<T> {
  const { context: parent = contexts.active(), ...rest } = options;
  const span = tracer().startSpan(name, { attributes, ...rest }, parent);
  try {
    return await contexts.with(trace.setSpan(parent, span), fn, undefined, span);
  } catch (error) {
    recordFailure(span, error);
    throw error;
  } finally {
    span.end();
  }
}
