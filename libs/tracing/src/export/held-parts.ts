import type { RunJournal } from '../journal/run-journal.js';
import { ErrorRescue } from '../sampling/error-rescue.js';
import type { ExportLedger } from './export-ledger.js';
import type { ExportLimits } from './export-limits.js';
import type { ExportQueue } from './export-queue.js';
import { beat } from './heartbeat.js';
import { LiveSpans } from './live-spans.js';
import { rescuedSpan } from './rescued-span.js';
import type { SpanCounts } from './span-counts.js';
import { SpanMemory } from './span-memory.js';

/** What is held of spans before they wait for the receiver, and the timer that looks after it. */
export class HeldParts {
  readonly memory: SpanMemory;
  readonly live: LiveSpans | undefined;
  readonly rescue: ErrorRescue | undefined;
  private readonly timer: NodeJS.Timeout;

  constructor(
    { maxSpansInMemory, cleanupMs, heartbeatMs, rescue }: ExportLimits,
    counts: SpanCounts,
    ledger: ExportLedger,
    journal: RunJournal | undefined,
    queue: () => ExportQueue,
  ) {
    this.memory = new SpanMemory(maxSpansInMemory);
    this.live =
      heartbeatMs === undefined
        ? undefined
        : new LiveSpans(
            heartbeatMs,
            {
              onBeat: (span, count) => {
                if (span.spanContext().traceFlags !== 0) beat(span, count);
              },
              onAbandoned: (spanId) => {
                // One in the journal is exported by the next start, as interrupted.
                if (journal?.isOpen(spanId) === true) return;
                counts.ended += 1;
                ledger.drop('abandoned');
              },
            },
            maxSpansInMemory,
          );
    this.rescue =
      rescue === undefined
        ? undefined
        : new ErrorRescue(rescue, {
            onRescued: (span) => {
              counts.rescued += 1;
              queue().add(rescuedSpan(span), false);
            },
            onReleased: () => {
              counts.sampledOut += 1;
            },
          });
    for (const held of [this.live, this.rescue]) if (held !== undefined) this.memory.holdSpare(held);
    this.timer = setInterval(() => this.sweep(), cleanupMs).unref();
  }

  close(): void {
    clearInterval(this.timer);
    this.rescue?.close();
  }

  private sweep(): void {
    this.live?.sweep();
    this.rescue?.sweep();
  }
}
