import { Injectable } from '@nestjs/common';
import { TimeSlice } from '../pacing/time-slice.js';
import type { StoredSpan } from '../store/stored-span.js';
import { TraceStore } from '../store/trace-store.service.js';
import { fulfils, type TraceCriteria } from './trace-criteria.js';

/** Searches the window; the latest traces are found first. */
@Injectable()
export class TraceSearch {
  constructor(private readonly store: TraceStore) {}

  async find(criteria: TraceCriteria, limit: number): Promise<(readonly StoredSpan[])[]> {
    const slice = new TimeSlice();
    const found: (readonly StoredSpan[])[] = [];
    for (const traceId of this.store.window.latest()) {
      if (found.length >= limit) break;
      if (slice.isOver) await slice.next();
      const spans = this.store.window.spansOf(traceId);
      if (spans.some((span) => fulfils(span, criteria))) found.push(spans);
    }
    return found;
  }
}
