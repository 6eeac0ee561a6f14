import { setImmediate as nextTurn } from 'node:timers/promises';
import { context as contexts } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { TraceErrors } from '../metrics/trace-errors.js';
import { filterSpan } from '../privacy/filter-span.js';
import { TurnBudget } from '../sdk/turn-budget.js';
import { ExportLedger } from './export-ledger.js';
import type { ExportOutcome } from './export-outcome.js';
import { ReceiverHealth } from './receiver-health.js';
import type { SpanTransport } from './span-transport.js';

export interface Sendable {
  readonly span: ReadableSpan;
}

/** Some of the spans that were to be sent, and what has become of them. */
export interface Sent<T> {
  readonly items: readonly T[];
  readonly outcome: ExportOutcome | { readonly kind: 'filter_failed'; readonly error: Error };
}

export interface SenderOptions {
  readonly exporterName: string;
  /** Milliseconds that one sending may take. Default 30000. */
  readonly timeoutMs?: number;
  /** Milliseconds of silence after which the receiver is asked whether it is there. Default 2500. */
  readonly checkMs?: number;
  readonly filter?: (span: ReadableSpan) => ReadableSpan;
}

/** The first ones of a process run code that has not been compiled yet, and take ten times as long. */
const FILTERED_AT_ONCE = 4;

interface Filtered<T> {
  readonly item: T;
  readonly span: ReadableSpan;
}

/** Brings spans, without what is secret in them, to the receiver, and says of each what has become of it. */
export class SpanSender {
  readonly ledger = new ExportLedger();
  readonly health: ReceiverHealth;
  readonly exporterName: string;
  /** Called when a receiver that was down answers again. */
  onAnswer: () => void = () => undefined;
  private readonly timeoutMs: number;
  private readonly filter: (span: ReadableSpan) => ReadableSpan;

  constructor(
    private readonly transport: SpanTransport,
    private readonly errors: TraceErrors,
    { exporterName, timeoutMs = 30_000, checkMs, filter = filterSpan }: SenderOptions,
  ) {
    this.exporterName = exporterName;
    this.timeoutMs = timeoutMs;
    this.filter = filter;
    const probe = transport.probe?.bind(transport);
    this.health = new ReceiverHealth(
      probe && ((signal) => untraced(() => probe(signal))),
      () => this.onAnswer(),
      checkMs,
    );
  }

  get exported(): number {
    return this.ledger.exported;
  }

  /** Undefined until something was sent. */
  get isUp(): boolean | undefined {
    return this.health.isUp;
  }

  /** Sends once. Never rejects; what is too large for the receiver goes in halves. */
  async send<T extends Sendable>(items: readonly T[]): Promise<Sent<T>[]> {
    await nextTurn(); // not in the time of whoever has ended a span
    const { shown, failed } = await this.filtered(items);
    if (shown.length === 0) return failed;
    this.health.began();
    const sent = await untraced(() => this.deliver(shown));
    this.health.ended(sent.map(({ outcome }) => outcome.kind));
    for (const { outcome } of sent) if ('error' in outcome) this.errors.count('export', outcome.error);
    return [
      ...failed,
      ...sent.map(({ items: of, outcome }) => ({ items: of.map(({ item }) => item), outcome })),
    ];
  }

  async shutdown(): Promise<void> {
    this.health.close();
    await this.transport.shutdown();
  }

  private async filtered<T extends Sendable>(
    items: readonly T[],
  ): Promise<{ shown: Filtered<T>[]; failed: Sent<T>[] }> {
    const shown: Filtered<T>[] = [];
    const failed: Sent<T>[] = [];
    const budget = new TurnBudget();
    for (const [at, item] of items.entries()) {
      if (at % FILTERED_AT_ONCE === 0 && budget.isSpent) await budget.renew();
      try {
        shown.push({ item, span: this.filter(item.span) });
      } catch (cause) {
        const error = new Error('the privacy filter has failed', { cause });
        this.errors.count('filter', error);
        failed.push({ items: [item], outcome: { kind: 'filter_failed', error } });
      }
    }
    return { shown, failed };
  }

  private async deliver<T>(
    shown: readonly Filtered<T>[],
  ): Promise<{ items: readonly Filtered<T>[]; outcome: ExportOutcome }[]> {
    const outcome = await this.once(shown.map(({ span }) => span));
    if (outcome.kind !== 'too_large' || shown.length === 1) return [{ items: shown, outcome }];
    const middle = shown.length >> 1;
    const first = await this.deliver(shown.slice(0, middle));
    return [...first, ...(await this.deliver(shown.slice(middle)))];
  }

  private async once(spans: readonly ReadableSpan[]): Promise<ExportOutcome> {
    try {
      return await this.transport.send(spans, AbortSignal.timeout(this.timeoutMs));
    } catch (cause) {
      // Encoding has failed, not the way there: these spans can never be sent.
      return { kind: 'refused', error: cause instanceof Error ? cause : new Error(String(cause)) };
    }
  }
}

const untraced = <T>(fn: () => T): T => contexts.with(suppressTracing(contexts.active()), fn);
