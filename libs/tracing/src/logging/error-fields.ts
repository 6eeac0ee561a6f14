import { pino } from 'pino';

/** As many errors of one that stands for several as a line shows. */
const MOST_ERRORS = 10;

/**
 * An error as it stands in a log line: type, message, stack, and what it says in plain values, such as a code. Objects
 * that hang on it are left out: a database's error brings its whole connection along.
 */
export function errorFields(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const fields = Object.entries(pino.stdSerializers.err(error)).flatMap(([key, value]: [string, unknown]) => {
    if (key === 'aggregateErrors' && Array.isArray(value)) return [[key, severalErrors(value)]];
    return isPlain(value) ? [[key, value]] : [];
  });
  return Object.fromEntries(fields);
}

const severalErrors = (errors: readonly unknown[]): unknown[] =>
  errors.slice(0, MOST_ERRORS).map(plainFields);

function plainFields(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, field]) => isPlain(field)));
}

const isPlain = (value: unknown): boolean =>
  value === null || (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol');
