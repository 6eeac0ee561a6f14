import { type SpanContext, context as contexts, isSpanContextValid, trace } from '@opentelemetry/api';
import { errorSink } from './error-sink.js';

/** The span in which each error was first seen: by the time it is reported, another one or none may be active. */
const origins = new WeakMap<object, SpanContext>();

/** Remembers where an error comes from. */
export function noteFailure(error: unknown, span: SpanContext): void {
  if (errorSink() === undefined || typeof error !== 'object' || error === null) return;
  if (!origins.has(error) && isSpanContextValid(span)) origins.set(error, span);
}

/** The span that an error belongs to: where it was first seen, else the active one. */
export function originOf(error: unknown): SpanContext | undefined {
  const noted = typeof error === 'object' && error !== null ? origins.get(error) : undefined;
  return noted ?? activeSpanContext();
}

export function activeSpanContext(): SpanContext | undefined {
  const span = trace.getSpanContext(contexts.active());
  return span !== undefined && isSpanContextValid(span) ? span : undefined;
}
