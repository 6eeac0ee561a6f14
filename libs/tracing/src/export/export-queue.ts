import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { RunJournal } from '../journal/run-journal.js';
import type { TraceErrors } from '../metrics/trace-errors.js';
import { TracingError } from '../tracing-error.js';
import { backoffMs } from './backoff.js';
import type { SpanSender } from './span-sender.js';
import { storedSpan } from './stored-span.js';

export interface QueueLimits {
  readonly scheduleDelayMs: number;
  readonly maxQueueSize: number;
  readonly maxBatchSize: number;
}

interface Queued {
  readonly span: ReadableSpan;
  readonly isJournalled: boolean;
  readonly settle?: (error?: Error) => void;
}

/**
 * Ended spans on their way to the receiver. Holds a bounded number in memory: beyond that, and when an export fails,
 * spans of runs are left to the journal and read back later, and others are dropped and counted.
 */
export class ExportQueue {
  private readonly queued: Queued[] = [];
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<boolean> | undefined;
  private failures = 0;
  private awaited = 0;
  private isClosed = false;

  constructor(
    private readonly sender: SpanSender,
    private readonly journal: RunJournal | undefined,
    private readonly errors: TraceErrors,
    private readonly limits: QueueLimits,
    private readonly resource: Resource,
    /** Queues of further exporters: each gets every span once, as well as it can. */
    private readonly copies: readonly ExportQueue[] = [],
  ) {}

  add(span: ReadableSpan, isJournalled: boolean): void {
    this.copy(span);
    if (this.queued.length >= this.limits.maxQueueSize || this.isClosed) this.leave({ span, isJournalled });
    else this.queued.push({ span, isJournalled });
    this.wake();
  }

  /** Resolves when the receiver has acknowledged this span, rejects when it has not been delivered. */
  addAwaited(span: ReadableSpan): Promise<void> {
    if (this.queued.length >= this.limits.maxQueueSize || this.isClosed) {
      const message = 'the queue of spans is full or closed; export the span again later';
      return Promise.reject(new TracingError('trace_export_refused', message));
    }
    return new Promise((resolve, reject) => {
      this.awaited += 1;
      const settle = (error?: Error): void => {
        this.awaited -= 1;
        if (error !== undefined) reject(error);
        else {
          this.copy(span);
          resolve();
        }
      };
      this.queued.push({ span, isJournalled: false, settle });
      this.wake();
    });
  }

  /** Hands a span to the further exporters. */
  copy(span: ReadableSpan): void {
    for (const queue of this.copies) queue.add(span, false);
  }

  /** Exports all that waits now; false when the receiver did not take it. */
  async flush(): Promise<boolean> {
    await this.running;
    return this.drain();
  }

  /** Takes nothing more into memory; what the journal has not, is given up. */
  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    const error = new TracingError(
      'trace_export_refused',
      'tracing has been shut down before the span was exported',
    );
    for (const item of this.queued.splice(0)) this.leave(item, error);
  }

  private get hasWork(): boolean {
    return this.queued.length > 0 || (this.journal?.spilledCount ?? 0) > 0;
  }

  private wake(): void {
    if (this.isClosed || this.running !== undefined) return;
    if (this.failures === 0 && this.queued.length >= this.limits.maxBatchSize) void this.drain();
    else this.timer ??= setTimeout(() => void this.drain(), this.delay());
    // A process may end with spans in its journal, but not while somebody waits for one to arrive.
    if (this.awaited > 0) this.timer?.ref();
    else this.timer?.unref();
  }

  private delay(): number {
    return this.failures === 0 ? this.limits.scheduleDelayMs : backoffMs(this.failures);
  }

  private drain(): Promise<boolean> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.running ??= this.exportAll().finally(() => {
      this.running = undefined;
      if (this.hasWork) this.wake();
    });
    return this.running;
  }

  private async exportAll(): Promise<boolean> {
    while (this.hasWork) {
      const batch = this.take();
      if (batch.length > 0 && !(await this.exportBatch(batch))) return false;
    }
    return true;
  }

  private take(): Queued[] {
    const batch = this.queued.splice(0, this.limits.maxBatchSize);
    const spilled = this.journal?.takeSpilled(this.limits.maxBatchSize - batch.length) ?? [];
    return [
      ...batch,
      ...spilled.map((record) => ({ span: storedSpan(record, this.resource), isJournalled: true })),
    ];
  }

  private async exportBatch(batch: readonly Queued[]): Promise<boolean> {
    try {
      await this.sender.send(batch.map(({ span }) => span));
    } catch (error) {
      this.failures += 1;
      const cause = error instanceof Error ? error : new Error(String(error));
      for (const item of batch) this.leave(item, cause);
      return false;
    }
    this.failures = 0;
    this.journal?.acknowledged(
      batch.filter(({ isJournalled }) => isJournalled).map(({ span }) => span.spanContext().spanId),
    );
    for (const { settle } of batch) settle?.();
    return true;
  }

  /** The span leaves memory undelivered. */
  private leave({ span, isJournalled, settle }: Queued, cause?: Error): void {
    if (settle !== undefined)
      settle(cause ?? new TracingError('trace_export_refused', 'the queue of spans is full'));
    else if (isJournalled && this.journal !== undefined) this.journal.spill(span.spanContext().spanId);
    else this.errors.count('dropped', cause);
  }
}
