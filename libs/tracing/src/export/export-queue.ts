import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { RunJournal } from '../journal/run-journal.js';
import type { TraceErrors } from '../metrics/trace-errors.js';
import { TracingError } from '../tracing-error.js';
import { ExportPace } from './export-pace.js';
import { type QueuedSpan, queuedSpan } from './queued-span.js';
import { SentSpans } from './sent-spans.js';
import type { SpanSender } from './span-sender.js';
import { WaitingSpans } from './waiting-spans.js';

export interface QueueLimits {
  readonly scheduleDelayMs: number;
  readonly maxQueueSize: number;
  readonly maxBatchSize: number;
}

export interface QueueParts {
  readonly sender: SpanSender;
  readonly errors: TraceErrors;
  readonly limits: QueueLimits;
  readonly resource: Resource;
  readonly journal?: RunJournal | undefined;
  /** Queues of further exporters: each gets every span once, as well as it can. */
  readonly copies?: readonly ExportQueue[];
  /** Whether memory has room for one more span. Default: always. */
  readonly hasRoom?: () => boolean;
}

/**
 * Ended spans on their way to the receiver. Holds a bounded number in memory, with those being sent: beyond that, spans
 * of runs are left to the journal and read back later, and others are dropped and counted.
 */
export class ExportQueue {
  private readonly waiting: WaitingSpans;
  private readonly sent: SentSpans;
  private readonly copies: readonly ExportQueue[];
  private readonly pace: ExportPace;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<boolean> | undefined;
  private sending = 0;
  private sendingSince: number | undefined;
  private awaited = 0;
  private isClosed = false;

  constructor(private readonly parts: QueueParts) {
    const { sender, journal, resource, errors, copies = [] } = parts;
    this.waiting = new WaitingSpans(journal, resource);
    this.sent = new SentSpans(sender.ledger, journal, errors);
    this.copies = copies;
    this.pace = new ExportPace(parts.limits.scheduleDelayMs);
    sender.onAnswer = () => this.retry();
    if (journal !== undefined) journal.onLost = (spanId) => this.lose(spanId);
  }

  /** Ended spans that wait, in memory and in the journal. */
  get size(): number {
    return this.waiting.size;
  }

  /** Ended spans that wait, in memory and in the journal, without those that the receiver may have. */
  get queued(): number {
    return this.waiting.size - this.waiting.uncertain;
  }

  /** Waiting ones of which nobody knows whether the receiver has them. */
  get uncertain(): number {
    return this.waiting.uncertain;
  }

  get inMemory(): number {
    return this.waiting.memorySize + this.sending;
  }

  /** Milliseconds that the span in front has waited, one that is being sent included. */
  get ageMs(): number {
    return Math.max(
      this.waiting.age,
      this.sendingSince === undefined ? 0 : performance.now() - this.sendingSince,
    );
  }

  add(span: ReadableSpan, isJournalled: boolean): void {
    this.copy(span);
    const item = queuedSpan(span, isJournalled);
    if (this.isFull) this.leave(item);
    else this.waiting.add(item);
    this.wake();
  }

  /**
   * Resolves when the receiver has acknowledged this span, rejects when it has not been delivered.
   * @throws {TracingError} `trace_export_refused` when there is no room: the span is not taken at all
   */
  addAwaited(span: ReadableSpan): Promise<void> {
    if (this.isFull) {
      const message = 'the queue of spans is full or closed; export the span again later';
      throw new TracingError('trace_export_refused', message);
    }
    return new Promise((resolve, reject) => {
      this.awaited += 1;
      const settle = (cause?: Error): void => {
        this.awaited -= 1;
        if (cause === undefined) {
          this.copy(span);
          resolve();
        } else reject(cause instanceof TracingError ? cause : notTaken(cause));
      };
      this.waiting.add(queuedSpan(span, false, settle));
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
    for (const item of this.waiting.takeMemory()) this.leave(item);
  }

  private get isFull(): boolean {
    const { limits, hasRoom } = this.parts;
    return this.isClosed || this.inMemory >= limits.maxQueueSize || hasRoom?.() === false;
  }

  private wake(): void {
    if (this.isClosed || this.running !== undefined) return;
    if (this.pace.isGood && this.waiting.memorySize >= this.parts.limits.maxBatchSize) void this.drain();
    else this.timer ??= setTimeout(() => void this.drain(), this.pace.delayMs);
    // A process may end with spans in its journal, but not while somebody waits for one to arrive.
    if (this.awaited > 0) this.timer?.ref();
    else this.timer?.unref();
  }

  /** The receiver answers again: what waits is sent at once. */
  private retry(): void {
    if (this.timer === undefined || this.waiting.size === 0 || this.pace.isBarred) return;
    void this.drain();
  }

  private drain(): Promise<boolean> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.running ??= this.exportAll().finally(() => {
      this.running = undefined;
      if (this.waiting.size > 0) this.wake();
    });
    return this.running;
  }

  /**
   * What waits by now, and after it whole batches only: what comes in during an export waits for others, or each answer
   * of a receiver that is quick would be followed by a request for a handful of spans.
   */
  private async exportAll(): Promise<boolean> {
    const { maxBatchSize } = this.parts.limits;
    let due = this.waiting.size;
    while (this.waiting.size > 0 && (due > 0 || this.waiting.memorySize >= maxBatchSize)) {
      const batch = this.waiting.take(maxBatchSize);
      due -= Math.max(1, batch.length);
      if (batch.length > 0 && !(await this.exportBatch(batch))) return false;
    }
    return true;
  }

  private async exportBatch(batch: readonly QueuedSpan[]): Promise<boolean> {
    const { sender } = this.parts;
    this.sending = batch.length;
    this.sendingSince = batch[0]?.queuedAt;
    sender.ledger.inFlight += batch.length;
    const sent = await sender.send(batch);
    this.sending = 0;
    this.sendingSince = undefined;
    sender.ledger.inFlight -= batch.length;
    this.putBack(this.sent.book(sent));
    this.pace.learn(sent);
    return this.pace.isGood;
  }

  private putBack(again: readonly QueuedSpan[]): void {
    const toMemory = again.filter((item) => !this.waiting.spill(item));
    if (!this.isClosed) this.waiting.putBack(toMemory);
    else for (const item of toMemory) this.leave(item);
  }

  /** The journal was full, or cannot be read: it has counted that already. */
  private lose(spanId: string): void {
    const { ledger } = this.parts.sender;
    if (this.waiting.forget(spanId)) ledger.outcomeUnknown += 1;
    else ledger.drop('queue');
  }

  /** The span leaves memory without having been delivered. */
  private leave(item: QueuedSpan): void {
    if (item.settle === undefined && this.waiting.spill(item)) return;
    if (item.attempts > 0) this.sent.giveUp(item, undefined);
    else {
      this.parts.sender.ledger.drop('queue');
      this.parts.errors.count('dropped');
    }
    item.settle?.(new TracingError('trace_export_refused', 'tracing was shut down before the span was sent'));
  }
}

const notTaken = (cause: Error): TracingError =>
  new TracingError('trace_export_failed', 'the receiver of traces did not take the spans', { cause });
