import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type Context, propagation } from '@opentelemetry/api';
import { acceptedCorrelationId } from '../context/correlation.js';
import { CORRELATION_ID, RUN_ID } from '../context/names.js';
import { correlationHeader } from './run-creation.js';

/** The context of a request with its correlation id: the chosen one, else the caller's, the run's, or a new one. */
export function correlatedContext(context: Context, headers: IncomingHttpHeaders): Context {
  const baggage = propagation.getBaggage(context);
  const chosen = acceptedCorrelationId(correlationHeader(headers));
  if (chosen === undefined && acceptedCorrelationId(baggage?.getEntry(CORRELATION_ID)?.value) !== undefined)
    return context;
  const value = chosen ?? baggage?.getEntry(RUN_ID)?.value ?? randomUUID();
  const withId =
    baggage?.setEntry(CORRELATION_ID, { value }) ??
    propagation.createBaggage({ [CORRELATION_ID]: { value } });
  return propagation.setBaggage(context, withId);
}
