import type { RunId, RunMessage } from '@throughline/contracts';
import { type UnitOfWork, UnitsOfWork } from '@throughline/persistence';
import { faultPoint, type FaultSubjects } from '@throughline/resilience';
import { LeaseLostError } from '../job-errors.js';
import { publishAndKeep } from '../queue/kept-answer.js';
import type { JobRow } from '../queue/job-row.js';
import type { JobRows } from '../queue/job-rows.js';
import type { LeasedJob } from './leased-job.js';

/** A job under our lease, and whether it has been completed. */
export class HeldJob implements LeasedJob<unknown> {
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly runId: RunId;
  readonly epoch: number;
  readonly previousTries: number;
  readonly payload: unknown;
  private readonly controller = new AbortController();
  private completed = false;
  /** When the lease was last known to hold, on the monotonic clock. */
  renewedAt = performance.now();

  constructor(
    readonly row: JobRow,
    private readonly units: UnitsOfWork,
    private readonly rows: JobRows,
  ) {
    this.id = row.id;
    this.kind = row.kind;
    this.key = row.key;
    this.runId = row.run_id;
    this.epoch = row.epoch;
    this.previousTries = row.tries;
    this.payload = row.payload;
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get isCompleted(): boolean {
    return this.completed;
  }

  abort(reason: Error): void {
    if (!this.signal.aborted) this.controller.abort(reason);
  }

  save = async (fn: (work: UnitOfWork) => Promise<void>): Promise<void> => {
    await this.units.run(async (work) => {
      if (!(await this.rows.hold(work.manager, this))) throw this.leaseLost();
      await fn(work);
    }, this.subject('save'));
  };

  complete = async (
    fn?: (work: UnitOfWork) => Promise<void>,
    answer?: RunMessage<unknown>,
  ): Promise<void> => {
    await this.units.run(async (work) => {
      // First: it locks the row, so that nobody takes the job over before our commit.
      if (!(await this.rows.end(work.manager, this, 'done'))) throw this.leaseLost();
      await fn?.(work);
      if (answer !== undefined) await publishAndKeep(work, this.id, answer);
    }, this.subject('complete'));
    this.completed = true;
    faultPoint('jobs.job.after-complete', this.subject('complete'));
  };

  /** For tests that kill the process around the job's transactions. */
  private subject(step: 'save' | 'complete'): FaultSubjects {
    return () => [`${this.kind}.${step}`];
  }

  leaseLost(): LeaseLostError {
    return new LeaseLostError(this.kind, this.key, this.epoch);
  }
}
