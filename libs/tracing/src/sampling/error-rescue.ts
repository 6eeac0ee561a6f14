import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { HeldSpans } from '../export/span-memory.js';

/** Marks spans of traces that had been sampled out and are exported because one of them has failed. */
export const RESCUED = 'sampling.rescued';

/** Bounds of what is held of traces that were sampled out. */
export interface RescueLimits {
  readonly maxSpans: number;
  readonly maxAgeMs: number;
}

export interface RescueEvents {
  /** A span of a trace that has an error: it is to be exported. */
  readonly onRescued: (span: ReadableSpan) => void;
  /** A span that nothing has happened to: it stays sampled out. */
  readonly onReleased: () => void;
}

interface HeldTrace {
  readonly since: number;
  readonly spans: ReadableSpan[];
}

/** Rescued traces that are remembered, so that what ends in them later is exported too. */
const MOST_RESCUED = 1000;

/**
 * Holds the ended spans of traces that were sampled out for a while. When a span of such a trace ends with an error, all
 * that is held of the trace is exported, and what ends in it later. Traces whose first span here has ended go first when
 * room is needed: their errors have mostly happened by then.
 */
export class ErrorRescue implements HeldSpans {
  private readonly open = new Map<string, HeldTrace>();
  private readonly over = new Map<string, HeldTrace>();
  private readonly rescued = new Set<string>();
  private held = 0;

  constructor(
    private readonly limits: RescueLimits,
    private readonly events: RescueEvents,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get size(): number {
    return this.held;
  }

  /** Whether an error has happened in this trace. */
  isRescued(traceId: string): boolean {
    return this.rescued.size > 0 && this.rescued.has(traceId);
  }

  ended(span: ReadableSpan): void {
    const { traceId } = span.spanContext();
    if (this.isRescued(traceId)) this.events.onRescued(span);
    else if (span.status.code === SpanStatusCode.ERROR) this.rescue(traceId, span);
    else this.hold(traceId, span);
  }

  giveUpOldest(): boolean {
    return this.release(this.over) || this.release(this.open);
  }

  /** Lets go of what has been held for too long. */
  sweep(): void {
    const before = this.now() - this.limits.maxAgeMs;
    for (const traces of [this.over, this.open])
      for (const { since } of traces.values()) {
        if (since > before) break;
        this.release(traces);
      }
  }

  /** Nothing more will come. */
  close(): void {
    while (this.giveUpOldest());
  }

  private rescue(traceId: string, span: ReadableSpan): void {
    if (this.rescued.size >= MOST_RESCUED)
      for (const oldest of this.rescued.values()) if (this.rescued.delete(oldest)) break;
    this.rescued.add(traceId);
    const held = this.take(traceId);
    this.held -= held.length;
    for (const each of held) this.events.onRescued(each);
    this.events.onRescued(span);
  }

  private take(traceId: string): ReadableSpan[] {
    const spans = [...(this.open.get(traceId)?.spans ?? []), ...(this.over.get(traceId)?.spans ?? [])];
    this.open.delete(traceId);
    this.over.delete(traceId);
    return spans;
  }

  private hold(traceId: string, span: ReadableSpan): void {
    const isEntry = span.parentSpanContext === undefined || span.parentSpanContext.isRemote === true;
    const known = this.open.get(traceId) ?? this.over.get(traceId);
    const trace = known ?? { since: this.now(), spans: [] };
    trace.spans.push(span);
    this.held += 1;
    if (isEntry) {
      this.open.delete(traceId);
      this.over.set(traceId, trace);
    } else if (known === undefined) this.open.set(traceId, trace);
    while (this.held > this.limits.maxSpans) this.giveUpOldest();
    this.expireOne();
  }

  /** One old trace for each span that comes: so none stays much longer than it may, and none costs a timer. */
  private expireOne(): void {
    const before = this.now() - this.limits.maxAgeMs;
    for (const { since } of this.over.values()) {
      if (since <= before) this.release(this.over);
      return;
    }
  }

  private release(traces: Map<string, HeldTrace>): boolean {
    for (const [traceId, { spans }] of traces) {
      traces.delete(traceId);
      this.held -= spans.length;
      for (let each = 0; each < spans.length; each += 1) this.events.onReleased();
      return true;
    }
    return false;
  }
}
