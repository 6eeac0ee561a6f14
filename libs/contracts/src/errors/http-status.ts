import type { ErrorKind } from './throughline-error.js';

const STATUS: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  refused: 422,
  too_many: 429,
  internal: 500,
  upstream: 502,
  unavailable: 503,
  timeout: 504,
};

export const statusOf = (kind: ErrorKind): number => STATUS[kind];

/** The kind that a status means; statuses without a row count by their class. */
export function kindOf(status: number): ErrorKind {
  const found = Object.entries(STATUS).find(([, value]) => value === status)?.[0];
  if (found !== undefined && isErrorKind(found)) return found;
  return status >= 500 ? 'internal' : 'invalid';
}

const isErrorKind = (text: string): text is ErrorKind => text in STATUS;
