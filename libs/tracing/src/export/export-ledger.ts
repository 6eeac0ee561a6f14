/** Why a span was given up for good. */
export type DropReason = 'queue' | 'export' | 'filter' | 'abandoned';

/** What one exporter has done with the spans that it was given. */
export class ExportLedger {
  exported = 0;
  readonly dropped: Record<DropReason, number> = { queue: 0, export: 0, filter: 0, abandoned: 0 };
  inFlight = 0;
  /** Given up after a sending that was not answered: the receiver may have them. */
  outcomeUnknown = 0;

  drop(reason: DropReason, spans = 1): void {
    this.dropped[reason] += spans;
  }
}
