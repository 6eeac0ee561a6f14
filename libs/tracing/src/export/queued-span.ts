import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** An ended span that waits to be sent. */
export interface QueuedSpan {
  readonly span: ReadableSpan;
  /** In the journal, so that it can leave memory and be read back. */
  readonly isJournalled: boolean;
  /** Time of the monotonic clock when it came. */
  readonly queuedAt: number;
  readonly attempts: number;
  /** It was sent and not answered: the receiver may have it. */
  readonly isUncertain: boolean;
  /** Somebody waits to hear of it, and keeps it. */
  readonly settle?: (error?: Error) => void;
}

export const queuedSpan = (
  span: ReadableSpan,
  isJournalled: boolean,
  settle?: (error?: Error) => void,
): QueuedSpan => ({
  span,
  isJournalled,
  queuedAt: performance.now(),
  attempts: 0,
  isUncertain: false,
  ...(settle === undefined ? {} : { settle }),
});

export const spanIdOf = ({ span }: QueuedSpan): string => span.spanContext().spanId;
