import {
  type Context,
  type Span,
  SpanKind,
  TraceFlags,
  context as contexts,
  trace,
} from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { propertyOf } from '../sdk/property-of.js';
import { recordFailure } from '../spans/failure.js';
import { tracer } from '../spans/tracer.js';
import { connectionAttributes } from './pg-connection.js';
import { hasQuerySpan } from './query-context.js';
import { describeQuery } from './query-description.js';

const SQLSTATE = /^[0-9A-Z]{5}$/;

/** The span of a query of pg; undefined where the query belongs to no trace, or to one that is not recorded. */
export function startQuerySpan(client: object, query: unknown, context: Context): Span | undefined {
  const parent = trace.getSpan(context);
  if (parent === undefined || isTracingSuppressed(context)) return undefined;
  if (isLeftOut(parent) || hasQuerySpan(context)) return undefined;
  const { name, attributes } = describeQuery(textOf(query));
  const span = tracer().startSpan(name, { kind: SpanKind.CLIENT, attributes }, context);
  return span.isRecording() ? span.setAttributes(connectionAttributes(client)) : undefined;
}

/** Whether it was decided here that the trace is not recorded; a caller's word is none yet, and who has ended was once. */
function isLeftOut(parent: Span): boolean {
  const { traceFlags, isRemote } = parent.spanContext();
  return (traceFlags & TraceFlags.SAMPLED) === 0 && isRemote !== true && !parent.isRecording();
}

export function endQuerySpan(span: Span, error: unknown, result?: unknown): void {
  if (error !== undefined && error !== null) {
    recordFailure(span, error);
    const state = sqlStateOf(error);
    if (state !== undefined) span.setAttribute('db.response.status_code', state);
  } else if (typeof result === 'object' && result !== null) {
    const rows: unknown = Reflect.get(result, 'rows');
    if (Array.isArray(rows)) span.setAttribute('db.response.returned_rows', rows.length);
  }
  span.end();
}

/** In the context that the query was sent in: pg calls back in that of the connection. */
export const calledBackIn =
  (context: Context, callback: Callback, before?: Callback): Callback =>
  (...args) => {
    before?.(...args);
    contexts.with(context, callback, undefined, ...args);
  };

export type Callback = (...args: unknown[]) => unknown;

export const isCallback = (value: unknown): value is Callback => typeof value === 'function';

/** A stream of rows has its text in its cursor. */
function textOf(query: unknown): string {
  if (typeof query === 'string') return query;
  const text = propertyOf(query, 'text') ?? propertyOf(propertyOf(query, 'cursor'), 'text');
  return typeof text === 'string' ? text : '';
}

function sqlStateOf(error: unknown): string | undefined {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' && SQLSTATE.test(code) ? code : undefined;
}
