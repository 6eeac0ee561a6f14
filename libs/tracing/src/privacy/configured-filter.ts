import { PrivacyFilter, type PrivacyOptions } from './privacy-filter.js';

let current: PrivacyFilter | undefined;

/** The filter that everything passes which leaves this process as a span or a log line. */
export function getPrivacyFilter(): PrivacyFilter {
  return (current ??= new PrivacyFilter());
}

/** Adds names and forms of words that are secret in this process, from now on. */
export function configurePrivacyFilter(options: PrivacyOptions): PrivacyFilter {
  current = new PrivacyFilter(options);
  return current;
}
