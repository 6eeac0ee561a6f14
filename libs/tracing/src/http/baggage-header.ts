import type { IncomingHttpHeaders } from 'node:http';
import { type Context, ROOT_CONTEXT, defaultTextMapGetter, defaultTextMapSetter } from '@opentelemetry/api';
import { withBaggage } from '../context/baggage.js';
import { BaggagePropagator } from '../propagation/baggage-propagator.js';

const propagator = new BaggagePropagator();

/** Sets an entry of a request's baggage before it is extracted. */
export function addBaggage(headers: IncomingHttpHeaders, key: string, value: string): void {
  const carrier: Record<string, string> = {};
  propagator.inject(withBaggage(extract(headers), { [key]: value }), carrier, defaultTextMapSetter);
  if (carrier['baggage'] !== undefined) headers['baggage'] = carrier['baggage'];
}

const extract = (headers: IncomingHttpHeaders): Context =>
  propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
