import { runtime } from '../sdk/runtime.js';
import type { DropReason } from './export-ledger.js';

/**
 * What has become of every span of this process, as far as the exporter that counts is concerned:
 * `created` is the sum of all others but `rescued`, at any moment.
 */
export interface TracingAccounts {
  /** Spans that were asked for, sampled or not, with derived, deferred and recovered ones; each time that one is exported. */
  readonly created: number;
  /** Acknowledged by the receiver. */
  readonly exported: number;
  /**
   * Given up for good. queue: no room, or shut down; export: the receiver did not take it; filter: the privacy filter has
   * failed on it; abandoned: the program lost it without ending it.
   */
  readonly dropped: Readonly<Record<DropReason, number>>;
  readonly sampledOut: number;
  /** Wait to be sent, in memory or in the journal; those in the journal also for the next start. */
  readonly queued: number;
  readonly inFlight: number;
  /** Of traces that were sampled out: exported if there is an error, else sampled out. */
  readonly heldForRescue: number;
  /** Sent and not answered: the receiver may have them. They go down again when another try is acknowledged. */
  readonly outcomeUnknown: number;
  /** Started and not ended. */
  readonly live: number;
  /** How many of all these were exported only for an error in their trace. */
  readonly rescued: number;
}

const NOTHING: TracingAccounts = {
  created: 0,
  exported: 0,
  dropped: { queue: 0, export: 0, filter: 0, abandoned: 0 },
  sampledOut: 0,
  queued: 0,
  inFlight: 0,
  heldForRescue: 0,
  outcomeUnknown: 0,
  live: 0,
  rescued: 0,
};

/** What has become of the spans of this process; all zero where tracing is off. */
export const getTracingAccounts = (): TracingAccounts => runtime()?.accounts() ?? NOTHING;
