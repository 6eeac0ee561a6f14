import { ThroughlineError } from '@throughline/contracts';

/** Somebody else works on the job now, or it has ended: what this worker still has to say does not count. */
export class LeaseLostError extends ThroughlineError {
  constructor(kind: string, key: string, epoch: number) {
    super(
      'lease_lost',
      'conflict',
      `The job ${kind} ${key} is no longer this worker's (lease epoch ${epoch})`,
      {
        fields: { kind, key, epoch },
      },
    );
  }
}

/** The work is no longer wanted. */
export class JobCancelledError extends ThroughlineError {
  constructor(kind: string, key: string) {
    super('job_cancelled', 'conflict', `The job ${kind} ${key} was cancelled`, { fields: { kind, key } });
  }
}

/** The process shuts down: the job goes back to the queue, and somebody else continues. */
export class JobHandedBackError extends ThroughlineError {
  constructor(kind: string, key: string) {
    super('job_handed_back', 'unavailable', `The service shuts down; the job ${kind} ${key} is handed back`, {
      fields: { kind, key },
    });
  }
}

/** A handler has returned without `complete`: whether the work is done cannot be known. */
export class JobNotCompletedError extends ThroughlineError {
  constructor(kind: string, key: string) {
    super(
      'job_not_completed',
      'internal',
      `The handler of job ${kind} ${key} returned without completing it`,
      {
        fields: { kind, key },
      },
    );
  }
}

/** Two handlers for one kind, or a handler that names a method which does not exist. */
export class JobHandlerInvalidError extends ThroughlineError {
  constructor(kind: string, reason: string) {
    super('job_handler_invalid', 'internal', `The handler of jobs ${kind} ${reason}`, { fields: { kind } });
  }
}
