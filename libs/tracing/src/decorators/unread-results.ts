import type { Span } from '@opentelemetry/api';

interface Unread {
  readonly span: Span;
  /** When the result was handed out, in milliseconds since 1970. */
  readonly since: number;
}

const unread = new FinalizationRegistry<Unread>(({ span, since }) => {
  span.setAttribute('throughline.result.unread', true);
  span.end(since);
});

/**
 * Ends the span of a call whose result nobody reads: an Observable without a subscriber, an iterator that is never asked.
 * Once nobody can read it any more, the call was over when it returned.
 */
export function endUnlessRead(result: object, span: Span): void {
  unread.register(result, { span, since: performance.timeOrigin + performance.now() }, span);
}

/** Somebody reads it: the span ends with what is read. */
export function isRead(span: Span): void {
  unread.unregister(span);
}
