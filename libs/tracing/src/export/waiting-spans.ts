import type { Resource } from '@opentelemetry/resources';
import type { RunJournal } from '../journal/run-journal.js';
import { type QueuedSpan, queuedSpan, spanIdOf } from './queued-span.js';
import { storedSpan } from './stored-span.js';

/** Spans read back at once: reading holds the event loop. */
const MOST_READ_BACK = 128;

/** Spans that wait to be sent: in memory, and in the journal those of runs for which memory has no room. */
export class WaitingSpans {
  private readonly inMemory: QueuedSpan[] = [];
  private readonly uncertainInJournal = new Set<string>();
  private uncertainInMemory = 0;

  constructor(
    private readonly journal: RunJournal | undefined,
    private readonly resource: Resource,
  ) {}

  get memorySize(): number {
    return this.inMemory.length;
  }

  get size(): number {
    return this.inMemory.length + (this.journal?.spilledCount ?? 0);
  }

  /** Those of them that the receiver may have. */
  get uncertain(): number {
    return this.uncertainInMemory + this.uncertainInJournal.size;
  }

  /** Milliseconds that the one in front has waited in memory. */
  get age(): number {
    const [first] = this.inMemory;
    return first === undefined ? 0 : performance.now() - first.queuedAt;
  }

  add(item: QueuedSpan): void {
    this.inMemory.push(item);
    if (item.isUncertain) this.uncertainInMemory += 1;
  }

  /** Spans that were taken and are to be sent again. */
  putBack(items: readonly QueuedSpan[]): void {
    this.inMemory.unshift(...items);
    this.uncertainInMemory += items.filter(({ isUncertain }) => isUncertain).length;
  }

  /** Leaves a span to the journal; false where the journal has not got it. */
  spill(item: QueuedSpan): boolean {
    if (!item.isJournalled || this.journal === undefined) return false;
    if (!this.journal.spill(spanIdOf(item))) return false;
    if (item.isUncertain) this.uncertainInJournal.add(spanIdOf(item));
    return true;
  }

  take(most: number): QueuedSpan[] {
    const batch = this.inMemory.splice(0, most);
    this.uncertainInMemory -= batch.filter(({ isUncertain }) => isUncertain).length;
    const room = Math.min(most - batch.length, MOST_READ_BACK);
    for (const record of this.journal?.takeSpilled(room) ?? []) {
      const isUncertain = this.uncertainInJournal.delete(record.spanId);
      batch.push({ ...queuedSpan(storedSpan(record, this.resource), true), isUncertain });
    }
    return batch;
  }

  /** Everything in memory. */
  takeMemory(): QueuedSpan[] {
    this.uncertainInMemory = 0;
    return this.inMemory.splice(0);
  }

  /** The journal has lost this one; whether the receiver may have it. */
  forget(spanId: string): boolean {
    return this.uncertainInJournal.delete(spanId);
  }
}
