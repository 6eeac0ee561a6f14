import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { ExportOutcome } from './export-outcome.js';

/** The way to one receiver. Sends once: whether it is worth another try is for its caller to say, who counts. */
export interface SpanTransport {
  /** Never rejects; gives up when the signal aborts. */
  send(spans: readonly ReadableSpan[], signal: AbortSignal): Promise<ExportOutcome>;
  /** Asks the receiver for an answer without giving it a span. Where there is none, it cannot be asked. */
  probe?(signal: AbortSignal): Promise<ExportOutcome>;
  shutdown(): Promise<void>;
}
