import type { Attributes, Context } from '@opentelemetry/api';
import { monotonic, RateLimit } from '../sampling/rate-limit.js';
import { recordFailure } from '../spans/failure.js';
import { tracer } from '../spans/tracer.js';
import { governedSpanOptions } from './governed-span.js';

/** A caller with another policy calls again and again: a few spans a second say as much as all of them. */
const MOST_A_SECOND = 10;

const limit = new RateLimit(MOST_A_SECOND, monotonic);

/** A span of its own, kept whatever the sampling: also what is refused before its span starts leaves a trace. */
export function traceHashMismatch(attributes: Attributes, refusal: Error | undefined, parent: Context): void {
  if (!limit.take()) return;
  const span = tracer().startSpan(
    'constitutional.hash_mismatch',
    governedSpanOptions(attributes, parent),
    parent,
  );
  if (refusal !== undefined) recordFailure(span, refusal);
  span.end();
}
