import { PrivacyFilter, type PrivacyOptions } from './privacy-filter.js';
import { REDACTED } from './range.js';

let options: PrivacyOptions = {};
let current: PrivacyFilter | undefined;
let ofErrors: PrivacyFilter | undefined;

/** The filter that everything passes which leaves this process as a span or a log line. */
export function getPrivacyFilter(): PrivacyFilter {
  return (current ??= new PrivacyFilter(options));
}

/** The same one for what is reported as an error, where `[REDACTED]` stands in the place of secrets. */
export function errorFilter(): PrivacyFilter {
  return (ofErrors ??= new PrivacyFilter({ ...options, mask: REDACTED }));
}

/** Adds names and forms of words that are secret in this process, from now on. */
export function configurePrivacyFilter(given: PrivacyOptions): PrivacyFilter {
  options = given;
  ofErrors = undefined;
  current = new PrivacyFilter(given);
  return current;
}
