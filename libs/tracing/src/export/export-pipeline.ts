import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan, Sampler } from '@opentelemetry/sdk-trace';
import type { Environment } from '../config/readers.js';
import type { QueueState } from '../health/health-sources.js';
import type { UnsentSpans } from '../journal/dead-journal.js';
import { JOURNAL_LIMITS } from '../journal/journal-limits.js';
import { recoverJournals } from '../journal/recovery.js';
import { openJournal } from '../journal/open-journal.js';
import type { RunJournal } from '../journal/run-journal.js';
import { TraceErrors } from '../metrics/trace-errors.js';
import { CountedSampler } from '../sampling/counted-sampler.js';
import { resources } from '../sdk/packages.js';
import { type NamedTransport, configuredTransports } from './configured-transport.js';
import { type ExportLimits, exportLimits } from './export-limits.js';
import { ExportQueue } from './export-queue.js';
import type { ExporterStatus } from './export-status.js';
import { type ExportWay, senderTo, statusOf } from './export-way.js';
import { HeldParts } from './held-parts.js';
import { RecoveredSpans } from './recovered-spans.js';
import { RunSpanProcessor } from './run-span-processor.js';
import { SecondaryErrors } from './secondary-errors.js';
import { SentSpans } from './sent-spans.js';
import { SpanCounts } from './span-counts.js';
import type { SpanSender } from './span-sender.js';
import { storedSpan } from './stored-span.js';
import type { TracingAccounts } from './tracing-accounts.js';
import { withinMs } from './within-ms.js';

const FLUSH_LIMIT_MS = 5_000;
const CLOSE_LIMIT_MS = 1_000;
/** So often a service that goes on looks for what others of its name have left. */
const RECOVER_EVERY_MS = 10_000;

/** Everything between a span's start and the receiver: sampling counted, journal, queue, recovery, exporters. */
export class ExportPipeline {
  readonly errors = new TraceErrors();
  readonly counts = new SpanCounts();
  readonly journal: RunJournal | undefined;
  readonly processor: RunSpanProcessor;
  readonly queue: ExportQueue;
  private readonly limits: ExportLimits;
  /** The first one's acknowledgement is the one that counts; the others get copies. */
  private readonly ways: readonly [ExportWay, ...ExportWay[]];
  private readonly held: HeldParts;
  private readonly recovered: RecoveredSpans;
  private readonly stopping = new AbortController();
  private recovery: Promise<void> = Promise.resolve();
  private stopped: Promise<void> | undefined;

  constructor(
    private readonly resource: Resource,
    private readonly journalPath: string | undefined,
    env: Environment,
  ) {
    this.limits = exportLimits(env);
    const [first, ...others] = configuredTransports(env);
    const copies = others.map((other) => this.copyTo(other));
    const sender = senderTo(first, this.errors, this.limits);
    const { errors, limits, counts } = this;
    this.journal = journalPath === undefined ? undefined : openJournal(journalPath, resource, errors);
    this.held = new HeldParts(limits, counts, sender.ledger, this.journal, () => this.queue);
    const { memory, live, rescue } = this.held;
    this.queue = new ExportQueue({
      sender,
      errors,
      limits,
      resource,
      journal: this.journal,
      copies: copies.map(({ queue }) => queue),
      hasRoom: memory.hasRoom,
    });
    memory.holdWaiting(() => this.queue.inMemory);
    this.ways = [{ sender, queue: this.queue }, ...copies];
    const sent = new SentSpans(sender.ledger, undefined, errors);
    this.recovered = new RecoveredSpans(sender, sent, counts, this.stopping.signal);
    this.processor = new RunSpanProcessor({
      queue: this.queue,
      counts,
      resource,
      ledger: sender.ledger,
      errors,
      journal: this.journal,
      live,
      rescue,
      shutdown: () => this.shutdown(),
    });
  }

  get senders(): readonly SpanSender[] {
    return this.ways.map(({ sender }) => sender);
  }

  /** The sampler that is asked, with its answers counted. */
  counted(sampler: Sampler): Sampler {
    return new CountedSampler(sampler, this.counts, this.held.rescue);
  }

  /** Exports a span that its caller keeps until this resolves. */
  async exportKept(span: ReadableSpan): Promise<void> {
    const taken = this.queue.addAwaited(span);
    this.counts.created += 1;
    await taken;
  }

  /** Exports what ended processes of this service have left: now, and what others leave that are killed later. */
  recover(): void {
    const { journal, journalPath } = this;
    if (journal === undefined || journalPath === undefined) return;
    let busy = false;
    const look = async (): Promise<void> => {
      if (busy) return;
      busy = true;
      await recoverJournals({
        path: journalPath,
        archive: journal.archive,
        errors: this.errors,
        totalBytes: JOURNAL_LIMITS.totalBytes,
        deliver: (unsent) => this.deliver(unsent),
        signal: this.stopping.signal,
      });
      busy = false;
    };
    this.recovery = look();
    const timer = setInterval(() => void look(), RECOVER_EVERY_MS).unref();
    this.stopping.signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  }

  /** Exports what has ended and what recovery has found, within a few seconds. */
  async flush(): Promise<void> {
    const done = Promise.all([this.queue.flush(), this.recovery]).then(() =>
      Promise.all(this.ways.map(({ queue }) => queue.flush())),
    );
    await withinMs(done, FLUSH_LIMIT_MS);
  }

  shutdown(): Promise<void> {
    this.stopped ??= this.stop();
    return this.stopped;
  }

  accounts(): TracingAccounts {
    const { created, sampledOut, live, rescued } = this.counts;
    const [{ sender, queue }] = this.ways;
    const { exported, dropped, inFlight, outcomeUnknown } = sender.ledger;
    return {
      created,
      exported,
      dropped: { ...dropped },
      sampledOut,
      queued: queue.queued + this.recovered.queued,
      inFlight,
      heldForRescue: this.held.rescue?.size ?? 0,
      outcomeUnknown: outcomeUnknown + queue.uncertain + this.recovered.uncertain,
      live,
      rescued,
    };
  }

  /** Milliseconds that the span that has lived longest has lived; 0 where that is not watched. */
  get longestLiveMs(): number {
    return this.held.live?.longestMs ?? 0;
  }

  /** What waits for the exporter that counts. */
  queueState(): QueueState {
    const { inMemory: size, ageMs: oldestAgeMs } = this.queue;
    return { size, capacity: this.limits.maxQueueSize, oldestAgeMs };
  }

  status(): ExporterStatus[] {
    return this.ways.map((way) => statusOf(way, this.limits.maxQueueSize));
  }

  private copyTo(other: NamedTransport): ExportWay {
    const errors = new SecondaryErrors(this.errors);
    const sender = senderTo(other, errors, this.limits);
    const { limits, resource } = this;
    return { sender, queue: new ExportQueue({ sender, errors, limits, resource }) };
  }

  private async stop(): Promise<void> {
    await this.flush();
    this.stopping.abort();
    this.held.close();
    for (const { queue } of this.ways) queue.close();
    await withinMs(Promise.all(this.ways.map(({ sender }) => sender.shutdown())), CLOSE_LIMIT_MS);
  }

  private async deliver({ spans, resource }: UnsentSpans): Promise<void> {
    this.stopping.signal.throwIfAborted();
    const from = resources().resourceFromAttributes(resource);
    const readable = spans.map((span) => storedSpan(span, from));
    await this.recovered.deliver(readable);
    for (const span of readable) this.queue.copy(span);
  }
}
