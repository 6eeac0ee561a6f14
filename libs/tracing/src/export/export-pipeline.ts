import { setTimeout as delay } from 'node:timers/promises';
import type { Resource } from '@opentelemetry/resources';
import type { UnsentSpans } from '../journal/dead-journal.js';
import { JOURNAL_LIMITS } from '../journal/journal-limits.js';
import { recoverJournals } from '../journal/recovery.js';
import { RunJournal } from '../journal/run-journal.js';
import { TraceErrors } from '../metrics/trace-errors.js';
import { resources } from '../sdk/packages.js';
import { textAttributes } from '../sdk/resource.js';
import { positiveInteger } from '../config/settings.js';
import { TracingError } from '../tracing-error.js';
import { backoffMs } from './backoff.js';
import { type NamedExporter, configuredExporters } from './configured-exporter.js';
import { ExportQueue, type QueueLimits } from './export-queue.js';
import { SecondaryErrors } from './secondary-errors.js';
import { SpanSender } from './span-sender.js';
import { storedSpan } from './stored-span.js';

const FLUSH_LIMIT_MS = 5_000;

/** Everything between a span's end and the receiver: queue, journal, recovery, exporter. */
export class ExportPipeline {
  readonly errors = new TraceErrors();
  /** The first one's acknowledgement is the one that counts; the others get copies. */
  readonly senders: readonly SpanSender[];
  readonly journal: RunJournal | undefined;
  readonly queue: ExportQueue;
  private readonly sender: SpanSender;
  private readonly copies: readonly ExportQueue[];
  private readonly stopping = new AbortController();
  private recovery: Promise<void> = Promise.resolve();
  private stopped: Promise<void> | undefined;

  constructor(
    private readonly resource: Resource,
    private readonly journalPath: string | undefined,
    env: NodeJS.ProcessEnv,
  ) {
    const [first, ...others] = configuredExporters(env);
    this.sender = new SpanSender(first.exporter, this.errors, first.name);
    this.journal = journalPath === undefined ? undefined : openJournal(journalPath, resource, this.errors);
    const limits = {
      scheduleDelayMs: positiveInteger(env, 'OTEL_BSP_SCHEDULE_DELAY', 300),
      maxQueueSize: positiveInteger(env, 'OTEL_BSP_MAX_QUEUE_SIZE', 2048),
      maxBatchSize: positiveInteger(env, 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 512),
    };
    const copied = others.map((other) => this.copyTo(other, limits));
    this.senders = [this.sender, ...copied.map(({ sender }) => sender)];
    this.copies = copied.map(({ queue }) => queue);
    this.queue = new ExportQueue(this.sender, this.journal, this.errors, limits, resource, this.copies);
  }

  private copyTo(
    { exporter, name }: NamedExporter,
    limits: QueueLimits,
  ): { sender: SpanSender; queue: ExportQueue } {
    const errors = new SecondaryErrors(this.errors);
    const sender = new SpanSender(exporter, errors, name);
    return { sender, queue: new ExportQueue(sender, undefined, errors, limits, this.resource) };
  }

  /** Begins to export what ended processes of this service have left. */
  recover(): void {
    if (this.journal === undefined || this.journalPath === undefined) return;
    this.recovery = recoverJournals({
      path: this.journalPath,
      archive: this.journal.archive,
      errors: this.errors,
      totalBytes: JOURNAL_LIMITS.totalBytes,
      deliver: (unsent) => this.deliver(unsent),
      signal: this.stopping.signal,
    });
  }

  /** Exports what has ended and what recovery has found, within a few seconds. */
  async flush(): Promise<void> {
    const limit = new AbortController();
    const done = Promise.all([this.queue.flush(), this.recovery]).then(() =>
      Promise.all(this.copies.map((queue) => queue.flush())),
    );
    await Promise.race([
      done,
      delay(FLUSH_LIMIT_MS, undefined, { signal: limit.signal }).catch(() => undefined),
    ]);
    limit.abort();
  }

  shutdown(): Promise<void> {
    this.stopped ??= this.stop();
    return this.stopped;
  }

  private async stop(): Promise<void> {
    await this.flush();
    this.stopping.abort();
    for (const queue of [this.queue, ...this.copies]) queue.close();
  }

  private async deliver({ spans, resource }: UnsentSpans): Promise<void> {
    const from = resources().resourceFromAttributes(resource);
    const readable = spans.map((span) => storedSpan(span, from));
    for (let failures = 1; ; failures += 1) {
      this.stopping.signal.throwIfAborted();
      try {
        await this.sender.send(readable);
        for (const span of readable) this.queue.copy(span);
        return;
      } catch {
        // counted by the sender; the receiver may be starting, and these spans have no other way
        await delay(backoffMs(failures), undefined, { signal: this.stopping.signal, ref: false });
      }
    }
  }
}

function openJournal(path: string, resource: Resource, errors: TraceErrors): RunJournal {
  try {
    return new RunJournal(path, textAttributes(resource), errors);
  } catch (cause) {
    const message = `spans of runs cannot be journalled in ${path}: make it writable, or set THROUGHLINE_HOME to another folder`;
    throw new TracingError('trace_journal_unusable', message, { cause });
  }
}
