import type { RunJournal } from '../journal/run-journal.js';
import type { TraceErrors } from '../metrics/trace-errors.js';
import type { ExportLedger } from './export-ledger.js';
import { type QueuedSpan, spanIdOf } from './queued-span.js';
import type { Sent } from './span-sender.js';

/** Sendings without an answer after which a span that is in no journal is given up. */
const MOST_UNANSWERED = 3;

/** Books what has become of spans that were sent, and says which are to be sent again. */
export class SentSpans {
  constructor(
    private readonly ledger: ExportLedger,
    private readonly journal: RunJournal | undefined,
    private readonly errors: TraceErrors,
  ) {}

  /** The spans that are to be sent again. */
  book(sent: readonly Sent<QueuedSpan>[]): QueuedSpan[] {
    return sent.flatMap((each) => this.bookOne(each));
  }

  /** Ended spans that will not be sent any more, though they were tried. */
  giveUp(item: QueuedSpan, error: Error | undefined): void {
    if (item.isUncertain) this.ledger.outcomeUnknown += 1;
    else {
      this.ledger.drop('export');
      this.errors.count('dropped', error);
    }
  }

  private bookOne({ items, outcome }: Sent<QueuedSpan>): QueuedSpan[] {
    switch (outcome.kind) {
      case 'accepted':
        this.accept(items, Math.min(outcome.rejected, items.length), outcome.message);
        return [];
      case 'filter_failed':
        this.ledger.drop('filter', items.length);
        return this.end(items, outcome.error);
      case 'refused':
      case 'too_large':
        for (const item of items) this.giveUp(item, outcome.error);
        return this.end(items, outcome.error);
      case 'failed':
        return this.keep(items, outcome.error, ({ isJournalled }) => isJournalled);
      case 'unavailable':
        return this.keep(items, outcome.error, () => true);
      case 'unknown':
        return this.keep(
          items.map((item) => ({ ...item, isUncertain: true })),
          outcome.error,
          ({ isJournalled, attempts }) => isJournalled || attempts + 1 < MOST_UNANSWERED,
        );
    }
  }

  private accept(items: readonly QueuedSpan[], rejected: number, message: string): void {
    this.ledger.exported += items.length - rejected;
    this.ledger.drop('export', rejected);
    if (rejected > 0) this.errors.count('rejected', new Error(message), rejected);
    this.end(items);
  }

  /** Nothing more is to be done for these, nor by a later start. */
  private end(items: readonly QueuedSpan[], error?: Error): [] {
    this.journal?.acknowledged(items.filter(({ isJournalled }) => isJournalled).map(spanIdOf));
    for (const { settle } of items) settle?.(error);
    return [];
  }

  private keep(
    items: readonly QueuedSpan[],
    error: Error,
    isWorthIt: (item: QueuedSpan) => boolean,
  ): QueuedSpan[] {
    const again: QueuedSpan[] = [];
    for (const item of items) {
      if (item.settle === undefined && isWorthIt(item)) again.push({ ...item, attempts: item.attempts + 1 });
      else {
        this.giveUp(item, error);
        item.settle?.(error);
      }
    }
    return again;
  }
}
