import { SetMetadata } from '@nestjs/common';
import type { LeasedJob } from './leased-job.js';

/** How jobs of one kind are done. */
export interface HandlesJobOptions {
  /** Jobs of this kind that run at a time in one process. Default 4. */
  readonly concurrency?: number;
  /** How long a job belongs to a process that no longer renews its lease. Default 30,000. */
  readonly leaseMs?: number;
  /** Method `(job, error)` of the same class that completes a job whose tries are used up. */
  readonly exhausted?: string;
}

export interface JobHandling extends Required<Omit<HandlesJobOptions, 'exhausted'>> {
  readonly kind: string;
  readonly exhausted: string | undefined;
}

export const HANDLES_JOB = 'throughline:handles-job';

/** The method of a provider does jobs of this kind, and ends each with `job.complete`. */
export function HandlesJob(kind: string, options: HandlesJobOptions = {}) {
  const { concurrency = 4, leaseMs = 30_000, exhausted } = options;
  const handling: JobHandling = { kind, concurrency, leaseMs, exhausted };
  // A job's payload is what this same service has put in: its type is the handler's own.
  return <P>(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<(job: LeasedJob<P>) => Promise<void>>,
  ): void => {
    SetMetadata(HANDLES_JOB, handling)(target, key, descriptor);
  };
}
