import type { RunId } from '@throughline/contracts';
import type { TraceCarrier } from '@throughline/tracing';

/** A job as it was claimed. */
export interface JobRow {
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly run_id: RunId;
  readonly payload: unknown;
  readonly carrier: TraceCarrier;
  readonly epoch: number;
  readonly tries: number;
  readonly deferrals: number;
  readonly last_error: string | null;
}

/** Names one lease on one job; every statement of a worker is bound to it. */
export type Lease = Pick<JobRow, 'id' | 'epoch'>;
