import { type Context, context as contexts } from '@opentelemetry/api';
import { withBaggage } from './baggage.js';

/**
 * Adds an entry to the baggage of the work that runs now: of the request, message or operation, from here on, with
 * everything that it calls. In an asynchronous function it holds for that function and what it starts; call it before
 * the first `await`, or use `withBaggage` with a callback, where its caller shall have it too.
 * @returns the context with the entry, for where the context cannot be changed in place (API of OpenTelemetry below 1.10)
 */
export function addBaggage(key: string, value: string): Context {
  const context = withBaggage(contexts.active(), { [key]: value });
  if ('attach' in contexts) contexts.attach(context);
  return context;
}
