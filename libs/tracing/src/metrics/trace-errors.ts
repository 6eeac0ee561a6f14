import { ownLogger } from '../logging/logger.js';

const MEANINGS = {
  export: 'spans could not be exported; those of runs are exported again',
  dropped: 'spans that belong to no run were given up',
  rejected: 'the receiver has taken a part of the spans and rejected the others',
  filter: 'spans were given up, because the privacy filter has failed on them',
  copy_export: 'copies of spans could not be exported; the first exporter is not touched by that',
  copy_dropped: 'copies of spans for a further exporter were given up',
  journal_write: 'a span of a run could not be journalled',
  journal_read: 'a journalled span could not be read back',
  journal_archive: 'the journal could not be tidied',
  journal_full: 'spans of runs were given up, because the receiver of traces has been away for too long',
  recovery: 'the journals of ended processes could not be recovered',
};

export type TraceErrorKind = keyof typeof MEANINGS;

const QUIET_MS = 10_000;

/** Counts what went wrong in tracing itself, and says so once in a while: a failure here is never the program's. */
export class TraceErrors {
  private readonly counts = new Map<TraceErrorKind, number>();
  private readonly saidAt = new Map<TraceErrorKind, number>();

  count(kind: TraceErrorKind, cause?: unknown, by = 1): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + by);
    const now = Date.now();
    if (now - (this.saidAt.get(kind) ?? 0) < QUIET_MS) return;
    this.saidAt.set(kind, now);
    ownLogger().warn({ kind, count: this.counts.get(kind), error: cause }, MEANINGS[kind]);
  }

  entries(): Iterable<[TraceErrorKind, number]> {
    return this.counts.entries();
  }
}
