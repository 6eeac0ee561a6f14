import {
  type Context,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  isSpanContextValid,
  trace,
} from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { formatTraceparent, parseTraceparent } from './traceparent.js';
import { TraceStateList } from './tracestate.js';

/** W3C trace context to the letter: where the SDK's is lenient, this one ignores what has to be ignored. */
export class TraceContextPropagator implements TextMapPropagator {
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const span = trace.getSpanContext(context);
    if (span === undefined || !isSpanContextValid(span) || isTracingSuppressed(context)) return;
    setter.set(carrier, 'traceparent', formatTraceparent(span));
    const state = span.traceState?.serialize() ?? '';
    if (state !== '') setter.set(carrier, 'tracestate', state);
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const given = getter.get(carrier, 'traceparent');
    if (given === undefined) return context;
    const [parent, ...more] = [given].flat();
    const span = parent === undefined || more.length > 0 ? undefined : parseTraceparent(parent);
    if (span === undefined) return context;
    const header = [getter.get(carrier, 'tracestate') ?? []].flat().join(',');
    const traceState = header === '' ? undefined : TraceStateList.parse(header);
    return trace.setSpanContext(context, traceState === undefined ? span : { ...span, traceState });
  }

  fields(): string[] {
    return ['traceparent', 'tracestate'];
  }
}
