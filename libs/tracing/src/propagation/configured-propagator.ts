import type { TextMapPropagator } from '@opentelemetry/api';
import { CompositePropagator } from '@opentelemetry/core';
import { b3Propagator } from '../sdk/packages.js';
import { text } from '../config/settings.js';
import { BaggagePropagator } from './baggage-propagator.js';
import { JaegerPropagator } from './jaeger-propagator.js';
import { TraceContextPropagator } from './trace-context-propagator.js';

const MAKERS: Readonly<Record<string, () => TextMapPropagator>> = {
  tracecontext: () => new TraceContextPropagator(),
  baggage: () => new BaggagePropagator(),
  b3: () =>
    new (b3Propagator().B3Propagator)({ injectEncoding: b3Propagator().B3InjectEncoding.SINGLE_HEADER }),
  b3multi: () =>
    new (b3Propagator().B3Propagator)({ injectEncoding: b3Propagator().B3InjectEncoding.MULTI_HEADER }),
  jaeger: () => new JaegerPropagator(),
};

/** W3C trace context and baggage, whatever is configured: between our own services, in messages and rows. */
export const w3cPropagator = (): TextMapPropagator =>
  new CompositePropagator({ propagators: [new TraceContextPropagator(), new BaggagePropagator()] });

/** The formats that OTEL_PROPAGATORS names; of several that have come in, the last one named holds. @throws {RangeError} for a name that is none */
export function configuredPropagator(env: NodeJS.ProcessEnv): TextMapPropagator {
  const names = (text(env, 'OTEL_PROPAGATORS') ?? 'tracecontext,baggage')
    .split(',')
    .map((name) => name.trim());
  const chosen = [...new Set(names)].filter((name) => name !== 'none' && name !== '');
  return new CompositePropagator({ propagators: chosen.map(propagatorNamed) });
}

function propagatorNamed(name: string): TextMapPropagator {
  const make = Object.hasOwn(MAKERS, name) ? MAKERS[name] : undefined;
  if (make !== undefined) return make();
  const known = Object.keys(MAKERS).join(', ');
  throw new RangeError(
    `OTEL_PROPAGATORS must be of ${known}, none, with commas, but names ${JSON.stringify(name)}`,
  );
}
