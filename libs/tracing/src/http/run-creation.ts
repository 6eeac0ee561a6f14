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

export const isRunCreation = (creation: RunCreation, method: string | undefined, path: string): boolean =>
  method === creation.method && path === creation.path;

/** Puts a request that creates a run into the run's trace, unless its caller has a trace of its own. */
export function enterRun(headers: IncomingHttpHeaders): void {
  const runId = idempotencyKey(headers);
  if (runId === undefined) return;
  const traceId = traceIdOf(runId);
  headers.traceparent ??= `00-${traceId}-${rootSpanIdOf(runId)}-01`;
  if (!isOfTrace(headers.traceparent, traceId)) return;
  addBaggage(headers, RUN_ID, runId);
  if (acceptedCorrelationId(correlationHeader(headers)) === undefined) headers['x-correlation-id'] = runId;
}

/** The run's id; undefined for a malformed key, which the service answers. */
function idempotencyKey(headers: IncomingHttpHeaders): string | undefined {
  const key = (headers['idempotency-key'] ??= uuidv7());
  return typeof key === 'string' && isRunId(key) ? key.toLowerCase() : undefined;
}

const isOfTrace = (traceparent: string | string[], traceId: string): boolean =>
  typeof traceparent === 'string' && traceparent.slice(3, 35).toLowerCase() === traceId;

/** The correlation id that a caller has chosen. */
export function correlationHeader(headers: IncomingHttpHeaders): string | undefined {
  const value = headers['x-correlation-id'] ?? headers['x-request-id'];
  return typeof value === 'string' ? value : undefined;
}
