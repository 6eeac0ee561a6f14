import {
  type Context,
  type SpanContext,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  TraceFlags,
  isSpanContextValid,
  propagation,
  trace,
} from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { withBaggage } from '../context/baggage.js';
import { getPrivacyFilter } from '../privacy/configured-filter.js';

const HEADER = 'uber-trace-id';
const BAGGAGE = 'uberctx-';
const FORMAT = /^([\da-f]{1,32}):([\da-f]{1,16}):[\da-f]{0,16}:([\da-f]{1,2})$/i;
const NAME = /^[\w!#$%&'*+\-.^`|~]+$/;
const MAX_MEMBERS = 64;
const MAX_LENGTH = 8192;

/** Jaeger's own headers from before W3C: `uber-trace-id`, and one `uberctx-` header for each baggage entry. */
export class JaegerPropagator implements TextMapPropagator {
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const span = trace.getSpanContext(context);
    if (isTracingSuppressed(context)) return;
    if (span !== undefined && isSpanContextValid(span)) {
      const flags = (span.traceFlags & TraceFlags.SAMPLED).toString(16).padStart(2, '0');
      setter.set(carrier, HEADER, `${span.traceId}:${span.spanId}:0:${flags}`);
    }
    for (const [key, { value }] of propagation.getBaggage(context)?.getAllEntries().slice(0, MAX_MEMBERS) ??
      [])
      setEntry(carrier, key, value, setter);
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const [header] = [getter.get(carrier, HEADER) ?? []].flat();
    const span = header === undefined ? undefined : spanContextOf(header);
    const withSpan = span === undefined ? context : trace.setSpanContext(context, span);
    const entries = baggageEntries(carrier, getter);
    return Object.keys(entries).length === 0 ? withSpan : withBaggage(withSpan, entries);
  }

  fields(): string[] {
    return [HEADER];
  }
}

/** Without what is secret, and only under a name that a header may have. */
function setEntry(carrier: unknown, key: string, value: string, setter: TextMapSetter): void {
  const [[name, shown] = ['', '']] = Object.entries(getPrivacyFilter().filterEntries({ [key]: value }));
  if (NAME.test(name)) setter.set(carrier, `${BAGGAGE}${name}`, encodeURIComponent(shown.toWellFormed()));
}

function spanContextOf(header: string): SpanContext | undefined {
  const [, trace, span, flags] = FORMAT.exec(decoded(header) ?? '') ?? [];
  if (trace === undefined || span === undefined || flags === undefined) return undefined;
  const context = {
    traceId: trace.toLowerCase().padStart(32, '0'),
    spanId: span.toLowerCase().padStart(16, '0'),
    traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED,
    isRemote: true,
  };
  return isSpanContextValid(context) ? context : undefined;
}

function baggageEntries(carrier: unknown, getter: TextMapGetter): Record<string, string> {
  const found: [string, string][] = [];
  let length = 0;
  for (const header of getter.keys(carrier).filter((key) => key.toLowerCase().startsWith(BAGGAGE))) {
    const value = decoded([getter.get(carrier, header) ?? []].flat()[0] ?? '');
    length += header.length + (value?.length ?? 0);
    if (value === undefined || found.length === MAX_MEMBERS || length > MAX_LENGTH) continue;
    found.push([header.slice(BAGGAGE.length), value]);
  }
  return Object.fromEntries(found);
}

function decoded(text: string): string | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
