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

/** As many runs as may be unfinished are so: whoever asks has to let some of them end. */
export class TooManyRunsError extends ThroughlineError {
  constructor(bound: number) {
    super(
      'too_many_runs',
      'too_many',
      `${String(bound)} runs have not ended, which is the most that may be under way. Wait for some of them, or cancel what is not needed`,
      { fields: { bound }, retryAfterSeconds: 10 },
    );
  }
}

export class RunFinishedError extends ThroughlineError {
  constructor(runId: string, state: string) {
    super('run_finished', 'conflict', `the run ${runId} is already ${state}; there is nothing to cancel`, {
      fields: { run: runId, state },
    });
  }
}
