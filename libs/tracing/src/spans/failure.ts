import { type Span, SpanStatusCode } from '@opentelemetry/api';
import { noteFailure } from '../errors/failures.js';

/**
 * Marks a span as failed, as the semantic conventions for errors have it: an exception event, `error.type` (the code of
 * the error, else its class), the status ERROR; and `error=true`, for searches by tag that do not see the status.
 */
export function recordFailure(span: Span, error: unknown): void {
  noteFailure(error, span.spanContext());
  if (!span.isRecording()) return;
  const shown = error instanceof Error ? error : new Error(String(error));
  span.recordException(shown);
  span.setAttributes({ error: true, 'error.type': errorTypeOf(error) });
  span.setStatus({ code: SpanStatusCode.ERROR, message: shown.message });
}

/** An error's code where it has one, else its class. */
export function errorTypeOf(error: unknown): string {
  if (!(error instanceof Error)) return '_OTHER';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.name;
}
