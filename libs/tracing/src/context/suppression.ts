import { type Context, context as contexts, createContextKey } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';

const NO_BAGGAGE_EGRESS = createContextKey('throughline no baggage egress');

/** Runs `fn` without any spans: polling, heartbeats, settling, event streams. Callees of ours are told to do the same. */
export const withoutTracing = <T>(fn: () => T): T => contexts.with(suppressTracing(contexts.active()), fn);

/** Runs `fn` so that outgoing requests carry no baggage: calls to hosts that are not ours. */
export const withoutBaggageEgress = <T>(fn: () => T): T =>
  contexts.with(contexts.active().setValue(NO_BAGGAGE_EGRESS, true), fn);

export const isBaggageEgressAllowed = (context: Context): boolean =>
  context.getValue(NO_BAGGAGE_EGRESS) !== true;
