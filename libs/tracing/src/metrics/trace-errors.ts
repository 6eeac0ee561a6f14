import { diag } from '@opentelemetry/api';

export type TraceErrorKind =
  | 'export' // an export failed; spans of runs are exported again, others are dropped
  | 'dropped' // spans that were given up
  | 'journal_write'
  | 'journal_read'
  | 'journal_archive'
  | 'journal_full' // spans of runs that were given up, because the receiver has been away for too long
  | 'recovery';

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
    diag.warn(`tracing: ${kind}`, cause instanceof Error ? cause.message : '');
  }

  entries(): Iterable<[TraceErrorKind, number]> {
    return this.counts.entries();
  }
}
