import { OperationIndex } from './operation-index.js';
import { bytesOf, replaces, type StoredSpan } from './stored-span.js';

export interface WindowLimits {
  readonly maxSpans: number;
  readonly maxBytes: number;
}

/** The latest traces in memory. When it is full, the oldest traces go first, each as a whole. */
export class TraceWindow {
  readonly operations = new OperationIndex();
  private readonly traces = new Map<string, Map<string, StoredSpan>>();
  private spanCount = 0;
  private byteCount = 0;
  private evictedCount = 0;

  constructor(private readonly limits: WindowLimits) {}

  get size(): { spans: number; bytes: number; traces: number; evicted: number } {
    return {
      spans: this.spanCount,
      bytes: this.byteCount,
      traces: this.traces.size,
      evicted: this.evictedCount,
    };
  }

  add(span: StoredSpan): void {
    const spans = this.traces.get(span.traceId) ?? new Map<string, StoredSpan>();
    const earlier = spans.get(span.spanId);
    if (earlier !== undefined && !replaces(span, earlier)) return;
    if (earlier !== undefined) this.uncount(earlier);
    this.traces.set(span.traceId, spans.set(span.spanId, span));
    this.count(span);
    this.evict();
  }

  spansOf(traceId: string): readonly StoredSpan[] {
    return [...(this.traces.get(traceId)?.values() ?? [])];
  }

  /** All traces, the latest first. */
  latest(): readonly string[] {
    return [...this.traces.keys()].reverse();
  }

  private count(span: StoredSpan): void {
    this.spanCount += 1;
    this.byteCount += bytesOf(span);
    this.operations.add(span);
  }

  private uncount(span: StoredSpan): void {
    this.spanCount -= 1;
    this.byteCount -= bytesOf(span);
    this.operations.remove(span);
  }

  private evict(): void {
    for (const [traceId, spans] of this.traces) {
      if (this.spanCount <= this.limits.maxSpans && this.byteCount <= this.limits.maxBytes) return;
      this.traces.delete(traceId);
      this.evictedCount += spans.size;
      for (const span of spans.values()) this.uncount(span);
    }
  }
}
