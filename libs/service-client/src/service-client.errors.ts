import { type Problem, ThroughlineError, kindOf } from '@throughline/contracts';

/** What another service refused or failed to do, with its own code, kind, sentence and fields. */
export class RemoteError extends ThroughlineError {
  constructor(
    readonly service: string,
    problem: Pick<Problem, 'code' | 'status' | 'detail' | 'retryable' | 'fields'>,
    retryAfterSeconds: number | undefined,
  ) {
    super(problem.code, kindOf(problem.status), problem.detail, {
      retryable: problem.retryable,
      ...(problem.fields === undefined ? {} : { fields: problem.fields }),
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    });
  }
}

/** A service answered with something that is not what its contract says. */
export class InvalidResponseError extends ThroughlineError {
  constructor(service: string, what: string, cause?: unknown) {
    super('invalid_response', 'upstream', `${service} answered with ${what}`, { fields: { service }, cause });
  }
}

/** More calls to one service are waiting than its bound allows. */
export class TooManyCallsError extends ThroughlineError {
  constructor(service: string, bound: number) {
    super(
      'too_many_calls',
      'unavailable',
      `${bound} calls to ${service} are already waiting; try again soon`,
      {
        fields: { service },
        retryAfterSeconds: 1,
      },
    );
  }
}

/** A call to another service while a database transaction is open: it would hold the transaction for as long as it takes. */
export class CallInsideUnitOfWorkError extends ThroughlineError {
  constructor(service: string, path: string) {
    super(
      'call_inside_unit_of_work',
      'internal',
      `${path} of ${service} was called inside a unit of work; call it before or after, or publish a message`,
    );
  }
}

/** The local token cannot be read. */
export class TokenUnreadableError extends ThroughlineError {
  constructor(path: string, cause: unknown) {
    super(
      'token_unreadable',
      'unavailable',
      `the local token cannot be read from ${path}. Start the platform, and set THROUGHLINE_HOME to its state folder`,
      { cause, retryable: false },
    );
  }
}

export class HomeNotSetError extends ThroughlineError {
  constructor() {
    super(
      'home_not_set',
      'invalid',
      'THROUGHLINE_HOME is not set: set it to the absolute path of the state folder of the platform',
    );
  }
}
