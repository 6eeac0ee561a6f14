import type { IncomingHttpHeaders } from 'node:http';
import { v7 as uuidv7 } from 'uuid';
import { acceptedCorrelationId } from '../context/correlation.js';
import { RUN_ID } from '../context/names.js';
import { isRunId } from '../ids/run-id.js';
import { rootSpanIdOf, traceIdOf } from '../ids/span-ids.js';
import { addBaggage } from './baggage-header.js';

/**
 * The request that creates a run. Its header `Idempotency-Key` (a UUIDv7) is the run's id; without one, it is given
 * one here, before its span starts, so that its span can be a part of the run's trace.
 */
export interface RunCreation {
  readonly method: string;
  readonly path: string;
}

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}/;

export const isRunCreation = (creation: RunCreation, method: string | undefined, path: string): boolean =>
  method === creation.method && path === creation.path;

/** Puts a request that creates a run into the run's trace, unless its caller has a trace of its own. */
export function enterRun(headers: IncomingHttpHeaders): void {
  const runId = idempotencyKey(headers);
  if (runId === undefined) return;
  const traceId = traceIdOf(runId);
  const caller = callersTrace(headers);
  if (caller === undefined) headers['traceparent'] = `00-${traceId}-${rootSpanIdOf(runId)}-01`;
  else if (caller !== traceId) return;
  addBaggage(headers, RUN_ID, runId);
  if (acceptedCorrelationId(correlationHeader(headers)) === undefined) headers['x-correlation-id'] = runId;
}

/** The run's id; undefined for a malformed key, which the service answers. */
function idempotencyKey(headers: IncomingHttpHeaders): string | undefined {
  const key = (headers['idempotency-key'] ??= uuidv7());
  return typeof key === 'string' && isRunId(key) ? key.toLowerCase() : undefined;
}

/** The id of the trace that the caller has; undefined for none and for a malformed one. */
function callersTrace(headers: IncomingHttpHeaders): string | undefined {
  const { traceparent } = headers;
  return typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent)?.[1] : undefined;
}

/** The correlation id that a caller has chosen. */
export function correlationHeader(headers: IncomingHttpHeaders): string | undefined {
  const value = headers['x-correlation-id'] ?? headers['x-request-id'];
  return typeof value === 'string' ? value : undefined;
}
