import { type Context, propagation } from '@opentelemetry/api';

/** A context with these entries added to its baggage. */
export function withBaggage(context: Context, entries: Readonly<Record<string, string>>): Context {
  let baggage = propagation.getBaggage(context) ?? propagation.createBaggage();
  for (const [key, value] of Object.entries(entries)) baggage = baggage.setEntry(key, { value });
  return propagation.setBaggage(context, baggage);
}

export const baggageValue = (context: Context, key: string): string | undefined =>
  propagation.getBaggage(context)?.getEntry(key)?.value;
