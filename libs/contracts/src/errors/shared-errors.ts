import { type ErrorFields, ThroughlineError } from './throughline-error.js';

/** A body, parameter or message that does not have the form of its class. */
export class InvalidInputError extends ThroughlineError {
  constructor(message: string, fields: ErrorFields = {}) {
    super('invalid_input', 'invalid', message, { fields });
  }
}

/** A part of the platform that cannot be reached or does not answer in time. */
export class ServiceUnavailableError extends ThroughlineError {
  constructor(service: string, cause?: unknown) {
    super(
      'service_unavailable',
      'unavailable',
      `${service} cannot be reached. Try again; if it stays so, look at its state and its log`,
      {
        fields: { service },
        retryAfterSeconds: 2,
        cause,
      },
    );
  }
}

/** The caller's time was used up. */
export class DeadlineExceededError extends ThroughlineError {
  constructor(what: string, cause?: unknown) {
    super('deadline_exceeded', 'timeout', `${what} took longer than its deadline allows. Try again`, {
      cause,
    });
  }
}

export class RunNotFoundError extends ThroughlineError {
  constructor(id: string) {
    super('run_not_found', 'not_found', `there is no run ${id}. Look for its id in the list of runs`, {
      fields: { run: id },
    });
  }
}
