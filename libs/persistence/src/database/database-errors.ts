import { ThroughlineError } from '@throughline/contracts';

/** Postgres cannot be reached, is starting, or went away in the middle. Nothing was changed, or it is unknown. */
export class DatabaseUnavailableError extends ThroughlineError {
  constructor(cause: unknown) {
    super(
      'database_unavailable',
      'unavailable',
      'The database cannot be reached just now. Try again shortly; if it stays so, look at its state and its log',
      { retryable: true, retryAfterSeconds: 2, cause },
    );
  }
}

/** SQLSTATEs and system codes that tell of the connection, not of the statement. */
const UNAVAILABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '57014', // query_canceled: statement_timeout
  '25P03', // idle_in_transaction_session_timeout
  '53300', // too_many_connections
  '53100', // disk_full
  '53200', // out_of_memory
]);

/** What pg says without a code when a connection is lost or cannot be had in time. */
const UNAVAILABLE_TEXT =
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|not queryable|already(?: been)? released/i;

export function isDatabaseUnavailable(error: unknown): boolean {
  if (error instanceof DatabaseUnavailableError) return true;
  // A refusal or outage of another kind may well carry a code or words like these.
  if (error instanceof ThroughlineError) return false;
  const code = codeOf(error);
  if (code !== undefined) return UNAVAILABLE.has(code) || code.startsWith('08');
  return error instanceof Error && UNAVAILABLE_TEXT.test(error.message);
}

/** A transaction that lost against another one; run again, it may well succeed. */
export function isTransactionConflict(error: unknown): boolean {
  const code = codeOf(error);
  return code === '40001' || code === '40P01';
}

/** The error to show for whatever a query threw: a lost connection becomes `database_unavailable`. */
export const asDatabaseError = (error: unknown): unknown =>
  isDatabaseUnavailable(error) && !(error instanceof DatabaseUnavailableError)
    ? new DatabaseUnavailableError(error)
    : error;

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
