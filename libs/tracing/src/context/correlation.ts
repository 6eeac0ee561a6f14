import { randomUUID } from 'node:crypto';
import { context as contexts, trace } from '@opentelemetry/api';
import { baggageValue } from './baggage.js';
import { CORRELATION_ID } from './names.js';
import { runIdOfContext } from './run-context.js';

const ACCEPTED = /^[\w.:+/=@-]{1,128}$/;

/** A correlation id from outside, when it is short and harmless in logs and headers. */
export const acceptedCorrelationId = (text: string | undefined): string | undefined =>
  text !== undefined && ACCEPTED.test(text) ? text : undefined;

/** The correlation id of the work that runs now; outside of any work, a new one. */
export function correlationId(): string {
  return knownCorrelationId() ?? randomUUID();
}

export function knownCorrelationId(): string | undefined {
  const context = contexts.active();
  return (
    baggageValue(context, CORRELATION_ID) ?? runIdOfContext(context) ?? trace.getSpanContext(context)?.traceId
  );
}
