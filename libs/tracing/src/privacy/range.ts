/** What stands in the place of a secret. */
export const MASK = '***';

/** The same, in what is reported to Sentry. */
export const REDACTED = '[REDACTED]';

/** What stands in the place of a value that could not be filtered. */
export const FILTERED = '[filtered]';

/** A part of a text that is to be masked. */
export interface Range {
  readonly from: number;
  readonly to: number;
}
