import { type Attributes, SpanKind } from '@opentelemetry/api';
import { governedSpanOptions, isGoverned } from '../governance/governed-span.js';
import { recordFailure } from './failure.js';
import { tracer } from './tracer.js';

/** An operation that is over. */
export interface FinishedOperation {
  readonly attributes?: Attributes;
  /** Default: INTERNAL. */
  readonly kind?: SpanKind;
  /** How long it took, in seconds; below 0 or no number counts as 0. */
  readonly duration: number;
  /** Why it failed, as an error or a text; without one it was well. */
  readonly error?: unknown;
}

const MS = 1_000;

/** Makes the span of an operation that has just ended, under the active span: begun so many seconds ago, over now. */
export function recordFinishedOperation(
  name: string,
  { attributes = {}, kind = SpanKind.INTERNAL, duration, error }: FinishedOperation,
): void {
  const endTime = performance.timeOrigin + performance.now();
  const startTime = endTime - (duration > 0 && Number.isFinite(duration) ? duration * MS : 0);
  const options = isGoverned(attributes) ? governedSpanOptions(attributes) : { attributes };
  const span = tracer().startSpan(name, { ...options, kind, startTime });
  if (error !== undefined && error !== null) recordFailure(span, error);
  span.end(endTime);
}
