/** What has become of spans up to their end; from there on an exporter's ledger goes on. */
export class SpanCounts {
  /** All spans that were asked for or taken over, also those that no sampler has kept. */
  created = 0;
  sampledOut = 0;
  /** Those that are recorded here, and those of them that have ended or that nobody can end any more. */
  started = 0;
  ended = 0;
  /** Of traces that had been sampled out, and are exported for an error. */
  rescued = 0;

  get live(): number {
    return this.started - this.ended;
  }
}
