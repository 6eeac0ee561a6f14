import { type RunId, ThroughlineError } from '@throughline/contracts';

export class InvalidRunIdError extends ThroughlineError {
  constructor(where: string, found: string) {
    super(
      'invalid_run_id',
      'invalid',
      `${where} must be a run id (a UUIDv7, with or without dashes), but is ${JSON.stringify(found.slice(0, 100))}`,
    );
  }
}

/** The run is known, but none of its spans has arrived yet. */
export class TraceNotFoundError extends ThroughlineError {
  constructor(run: RunId) {
    super('trace_not_found', 'not_found', `no spans of run ${run} have arrived yet; try again in a moment`, {
      fields: { run },
      retryable: true,
      retryAfterSeconds: 1,
    });
  }
}
