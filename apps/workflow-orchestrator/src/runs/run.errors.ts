import { ThroughlineError } from '@throughline/contracts';

/** The id is taken by a run that was asked for with another body. */
export class RunIdConflictError extends ThroughlineError {
  constructor(runId: string) {
    super(
      'run_id_conflict',
      'conflict',
      `the id ${runId} belongs to another run; use a new Idempotency-Key for another goal`,
      {
        fields: { run: runId },
      },
    );
  }
}

export class RunFinishedError extends ThroughlineError {
  constructor(runId: string, state: string) {
    super('run_finished', 'conflict', `the run ${runId} has already ${state}; there is nothing to cancel`, {
      fields: { run: runId, state },
    });
  }
}
