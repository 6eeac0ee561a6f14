import type { Span } from '@opentelemetry/sdk-trace';
import type { HeldSpans } from './span-memory.js';

/** A span that has lived for long. It is not kept from being collected: nobody may be able to end it any more. */
export interface LongSpan {
  readonly ref: WeakRef<Span>;
  readonly since: number;
  /** When it was last shown to be alive. */
  beatAt: number;
  beats: number;
}

export interface LiveSpanEvents {
  /** The span has lived for another interval. */
  readonly onBeat: (span: Span, beat: number) => void;
  /** The program has lost the span without ending it. */
  readonly onAbandoned: (spanId: string) => void;
}

/** Beats in one sweep: the others follow in the next ones. */
const MOST_BEATS = 200;

/** The recorded spans that have not ended, so that it is seen which of them live for long. */
export class LiveSpans implements HeldSpans {
  private readonly young = new Set<Span>();
  private readonly old = new Map<string, LongSpan>();

  constructor(
    private readonly intervalMs: number,
    private readonly events: LiveSpanEvents,
    private readonly most: number,
    private readonly now: () => number = Date.now,
  ) {}

  /** Those that are held in memory here. */
  get size(): number {
    return this.young.size;
  }

  /** Milliseconds that the span that has lived longest has lived, as far as they are watched. */
  get longestMs(): number {
    for (const { since } of this.old.values()) return this.now() - since;
    for (const span of this.young) return this.now() - startOf(span);
    return 0;
  }

  started(span: Span): void {
    if (this.young.size >= this.most) this.giveUpOldest();
    this.young.add(span);
  }

  ended(span: Span): void {
    if (!this.young.delete(span) && this.old.size > 0) this.old.delete(span.spanContext().spanId);
  }

  /** A span that is given up is watched no more; that is all that it loses. */
  giveUpOldest(): boolean {
    for (const span of this.young) return this.young.delete(span);
    return false;
  }

  sweep(): void {
    const now = this.now();
    this.age(now);
    let beats = 0;
    for (const [spanId, long] of this.old) {
      const span = long.ref.deref();
      if (span === undefined) {
        this.old.delete(spanId);
        this.events.onAbandoned(spanId);
      } else if (now - long.beatAt >= this.intervalMs && beats < MOST_BEATS) {
        beats += 1;
        long.beatAt = now;
        long.beats += 1;
        this.events.onBeat(span, long.beats);
      }
    }
  }

  /** Spans stand in the order in which they began, but for those that were backdated. */
  private age(now: number): void {
    for (const span of this.young) {
      const since = startOf(span);
      if (now - since < this.intervalMs || this.old.size >= this.most) return;
      this.young.delete(span);
      this.old.set(span.spanContext().spanId, { ref: new WeakRef(span), since, beatAt: since, beats: 0 });
    }
  }
}

const startOf = ({ startTime: [seconds, nanos] }: Span): number => seconds * 1000 + nanos / 1e6;
