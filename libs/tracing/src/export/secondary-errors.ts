import { type TraceErrorKind, TraceErrors } from '../metrics/trace-errors.js';

/** Troubles of exporters that only get copies: counted apart, for nothing of a run is lost by them. */
export class SecondaryErrors extends TraceErrors {
  constructor(private readonly all: TraceErrors) {
    super();
  }

  override count(kind: TraceErrorKind, cause?: unknown, by = 1): void {
    this.all.count(kind === 'export' ? 'copy_export' : 'copy_dropped', cause, by);
  }
}
