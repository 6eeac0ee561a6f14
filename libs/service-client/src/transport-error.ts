import { DeadlineExceededError, ServiceUnavailableError, ThroughlineError } from '@throughline/contracts';
import { CircuitOpenError } from '@throughline/resilience';

const TIMEOUTS = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT']);

/** What went wrong on the way, in the platform's terms. `caller` is the caller's own signal: its reason stays as it is. */
export function transportError(
  service: string,
  path: string,
  error: unknown,
  timeout: AbortSignal | undefined,
  caller?: AbortSignal,
): unknown {
  if (caller?.aborted === true) return caller.reason ?? error;
  if (error instanceof ThroughlineError) return error;
  if (error instanceof CircuitOpenError) return new ServiceUnavailableError(service, error);
  if (timeout?.aborted === true || TIMEOUTS.has(codeOf(error))) {
    return new DeadlineExceededError(`the call of ${path} of ${service}`, error);
  }
  return new ServiceUnavailableError(service, error);
}

/**
 * Failures to reach the service or to get an answer in time. A service that answers is there, even when it
 * says that something behind it is away.
 */
export const isServiceFailure = (error: unknown): boolean =>
  error instanceof ServiceUnavailableError || error instanceof DeadlineExceededError;

/** Errors of a connection that was never made. */
const NO_CONNECTION = new Set(['ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT']);

/** Whether the service cannot have seen the call: no connection was made, or the breaker is open. */
export function wasNeverSent(error: unknown): boolean {
  if (!(error instanceof ServiceUnavailableError || error instanceof DeadlineExceededError)) return false;
  return error.cause instanceof CircuitOpenError || NO_CONNECTION.has(codeOf(error.cause));
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
