import { setTimeout as delay } from 'node:timers/promises';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { backoffMs } from './backoff.js';
import { type QueuedSpan, queuedSpan } from './queued-span.js';
import type { SentSpans } from './sent-spans.js';
import type { SpanCounts } from './span-counts.js';
import type { SpanSender } from './span-sender.js';

/** Spans that ended processes have left in their journals, on their way to the receiver. */
export class RecoveredSpans {
  private readonly waiting = new Set<QueuedSpan>();

  constructor(
    private readonly sender: SpanSender,
    private readonly sent: SentSpans,
    private readonly counts: SpanCounts,
    private readonly signal: AbortSignal,
  ) {}

  /** Those that wait for another try; what waits when the process ends is recovered by the next. */
  get queued(): number {
    return this.waiting.size - this.uncertain;
  }

  get uncertain(): number {
    return [...this.waiting].filter(({ isUncertain }) => isUncertain).length;
  }

  /** Resolves when nothing more is to be done for the spans; tries as often as it takes, until the signal aborts. */
  async deliver(spans: readonly ReadableSpan[]): Promise<void> {
    this.counts.created += spans.length;
    let items: readonly QueuedSpan[] = spans.map((span) => queuedSpan(span, true));
    for (let failures = 1; ; failures += 1) {
      items = await this.send(items);
      if (items.length === 0) return;
      for (const item of items) this.waiting.add(item);
      // Counted by the sender; the receiver may be starting, and these spans have no other way.
      await delay(backoffMs(failures), undefined, { signal: this.signal, ref: false });
      for (const item of items) this.waiting.delete(item);
    }
  }

  private async send(items: readonly QueuedSpan[]): Promise<QueuedSpan[]> {
    const { ledger } = this.sender;
    ledger.inFlight += items.length;
    const sent = await this.sender.send(items);
    ledger.inFlight -= items.length;
    return this.sent.book(sent);
  }
}
