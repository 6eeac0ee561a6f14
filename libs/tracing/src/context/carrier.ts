import {
  type Context,
  ROOT_CONTEXT,
  context as contexts,
  defaultTextMapGetter,
  defaultTextMapSetter,
} from '@opentelemetry/api';
import { injectConstitutionalHash } from '../governance/constitutional-header.js';
import { enterErrorScope } from '../errors/failed-responses.js';
import { w3cPropagator } from '../propagation/configured-propagator.js';

/** A context as plain strings, for a message's headers or a row of a table. */
export interface TraceCarrier {
  traceparent?: string;
  tracestate?: string;
  baggage?: string;
  /** The policy that its writer works under. */
  'constitutional-hash'?: string;
}

const w3c = w3cPropagator();

/** The context as strings; empty where there is no span or tracing is suppressed. */
export function captureContext(context: Context = contexts.active()): TraceCarrier {
  const carrier: TraceCarrier = {};
  w3c.inject(context, carrier, defaultTextMapSetter);
  if (carrier.traceparent !== undefined) injectConstitutionalHash(carrier, defaultTextMapSetter);
  return carrier;
}

/** The context that `captureContext` has written. */
export function restoreContext(carrier: TraceCarrier): Context {
  return enterErrorScope(w3c.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter), carrier);
}
