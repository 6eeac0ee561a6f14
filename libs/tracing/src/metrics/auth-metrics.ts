import { counter } from './instruments.js';

/** Counts a caller who was not let in; the reason is a word such as `missing_token`, never something the caller sent. */
export function countAuthFailure(reason: string): void {
  counter('auth_failures_total', 'Requests refused for want of the right credentials').add(1, { reason });
}
