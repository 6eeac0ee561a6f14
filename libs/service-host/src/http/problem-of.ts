import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { type Problem, ThroughlineError, statusOf } from '@throughline/contracts';
import { HttpErrorCode } from './http-errors.js';

/** What a caller is told of an error, before the ids of this request are added. */
export type ProblemDetails = Pick<
  Problem,
  'type' | 'title' | 'status' | 'detail' | 'code' | 'retryable' | 'fields'
>;

/** What a caller may know of an error. Of an error that nobody foresaw that is only that it happened. */
export function problemOf(error: unknown): ProblemDetails {
  if (error instanceof ThroughlineError) {
    const details = describe(statusOf(error.kind), error.code, error.message, error.retryable);
    return Object.keys(error.fields).length === 0 ? details : { ...details, fields: error.fields };
  }
  if (error instanceof HttpException && error.getStatus() < 500) return ofHttpException(error);
  return describe(
    500,
    'internal_error',
    'something went wrong here; the logs say what, under the traceId of this answer',
    false,
  );
}

/** Seconds after which the caller may try again, when the error says so. */
export const retryAfterOf = (error: unknown): number | undefined =>
  error instanceof ThroughlineError ? error.retryAfterSeconds : undefined;

function ofHttpException(error: HttpException): ProblemDetails {
  const status = error.getStatus();
  const code = isListed(status) ? HttpErrorCode[status] : 'bad_request';
  return describe(status, code, SENTENCES.get(status) ?? error.message, status === 408);
}

const SENTENCES = new Map([
  [413, 'the body is larger than this service takes'],
  [415, 'bodies must be sent as application/json'],
]);

const isListed = (status: number): status is keyof typeof HttpErrorCode => status in HttpErrorCode;

const describe = (status: number, code: string, detail: string, retryable: boolean): ProblemDetails => ({
  type: `urn:throughline:error:${code}`,
  title: STATUS_CODES[status] ?? 'Error',
  status,
  detail,
  code,
  retryable,
});
