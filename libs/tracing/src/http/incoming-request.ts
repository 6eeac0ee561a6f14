import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { acceptedCorrelationId } from '../context/correlation.js';
import { CORRELATION_ID, RUN_ID, UNTRACED_HEADER } from '../context/names.js';
import { addBaggage, baggageOf } from './baggage-header.js';
import { type RunCreation, correlationHeader, enterRun, isRunCreation } from './run-creation.js';

const UNTRACED_PATH = /^\/(?:health|metrics$|internal\/traces\/)/;

/**
 * Looks at a request before its context is extracted and its span starts: completes its headers with the run and the
 * correlation id. True: the request and all that it causes is not traced.
 */
export function prepareIncomingRequest(
  request: IncomingMessage,
  runCreation: RunCreation | undefined,
): boolean {
  const [path = '/'] = (request.url ?? '/').split('?', 1);
  if (UNTRACED_PATH.test(path) || request.headers[UNTRACED_HEADER] !== undefined) return true;
  if (runCreation !== undefined && isRunCreation(runCreation, request.method, path))
    enterRun(request.headers);
  correlate(request.headers);
  return false;
}

function correlate(headers: IncomingHttpHeaders): void {
  const chosen = acceptedCorrelationId(correlationHeader(headers));
  if (chosen === undefined && acceptedCorrelationId(baggageOf(headers, CORRELATION_ID)) !== undefined) return;
  addBaggage(headers, CORRELATION_ID, chosen ?? baggageOf(headers, RUN_ID) ?? randomUUID());
}
