import type { RunId, RunMessage } from '@throughline/contracts';
import type { UnitOfWork } from '@throughline/persistence';

/** A job while this process works on it. */
export interface LeasedJob<Payload> {
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly runId: RunId;
  /** 1, and one more each time the job is taken up again: the second part of the fencing token. */
  readonly epoch: number;
  /** Tries that failed before this one. */
  readonly previousTries: number;
  readonly payload: Payload;
  /** Aborted with JobCancelledError, LeaseLostError or JobHandedBackError. */
  readonly signal: AbortSignal;
  /**
   * Stores what is done so far, and publishes, in one transaction; the job goes on.
   * @throws {LeaseLostError} `lease_lost` when the job is no longer this worker's; nothing is changed then
   */
  save(fn: (work: UnitOfWork) => Promise<void>): Promise<void>;
  /**
   * Ends the job with what `fn` changes and publishes, in one transaction. The answer is published, too, and kept: it
   * is published again when the job is asked for again.
   * @throws {LeaseLostError} `lease_lost` when the job is no longer this worker's; nothing is changed then
   */
  complete(fn?: (work: UnitOfWork) => Promise<void>, answer?: RunMessage<unknown>): Promise<void>;
}
