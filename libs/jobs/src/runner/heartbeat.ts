import { getLogger, withoutTracing } from '@throughline/tracing';
import { JobCancelledError } from '../job-errors.js';
import type { JobRows } from '../queue/job-rows.js';
import type { HeldJob } from './held-job.js';

/** Renews the leases of running jobs, three times within each, and aborts those that no longer hold. */
export class Heartbeat {
  private timer: NodeJS.Timeout | undefined;
  private busy = false;

  constructor(
    private readonly leaseMs: number,
    private readonly rows: JobRows,
    private readonly running: () => HeldJob[],
  ) {}

  start(): void {
    this.timer = setInterval(() => void withoutTracing(() => this.beat()), this.leaseMs / 3).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async beat(): Promise<void> {
    // First, and on our own clock: a process that was stopped for a while, or is cut off, must notice by itself.
    this.abortOverdue();
    const jobs = this.running();
    if (jobs.length === 0 || this.busy) return;
    this.busy = true;
    const sentAt = performance.now();
    try {
      this.apply(jobs, await this.rows.renew(jobs, this.leaseMs), sentAt);
    } catch (error) {
      getLogger('jobs').warn({ err: error, jobs: jobs.length }, 'leases could not be renewed');
    } finally {
      this.busy = false;
    }
  }

  private abortOverdue(): void {
    for (const job of this.running())
      if (performance.now() - job.renewedAt > this.leaseMs) job.abort(job.leaseLost());
  }

  private apply(jobs: readonly HeldJob[], held: readonly Held[], sentAt: number): void {
    const byId = new Map(held.map((lease) => [lease.id, lease]));
    for (const job of jobs) {
      const lease = byId.get(job.id);
      if (lease === undefined) {
        if (!job.isCompleted) job.abort(job.leaseLost());
        continue;
      }
      job.renewedAt = sentAt;
      if (lease.cancel_requested) job.abort(new JobCancelledError(job.kind, job.key));
    }
  }
}

interface Held {
  readonly id: string;
  readonly cancel_requested: boolean;
}
