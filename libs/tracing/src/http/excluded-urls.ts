import { type Environment, text } from '../config/readers.js';

const NAME = 'OTEL_EXCLUDED_URLS';
const MAX_PATTERNS = 100;
/** Patterns are the operator's own; what they are held against comes from outside, and is bounded. */
const MAX_URL_LENGTH = 2048;

/**
 * Whether a request is left out by OTEL_EXCLUDED_URLS: patterns with commas, as regular expressions that are looked for
 * anywhere in the URL, host and all. Undefined where there are none. @throws {RangeError} for what is no pattern
 */
export function excludedUrls(env: Environment): ((url: string) => boolean) | undefined {
  const patterns = (text(env, NAME) ?? '').split(',').flatMap((pattern) => pattern.trim() || []);
  if (patterns.length === 0) return undefined;
  if (patterns.length > MAX_PATTERNS)
    throw new RangeError(`${NAME} must have at most ${MAX_PATTERNS} patterns`);
  const all = new RegExp(patterns.map(checked).join('|'));
  return (url) => all.test(url.slice(0, MAX_URL_LENGTH));
}

function checked(pattern: string): string {
  try {
    return `(?:${new RegExp(pattern).source})`;
  } catch (cause) {
    throw new RangeError(
      `${NAME} must be regular expressions with commas, but has ${JSON.stringify(pattern)}`,
      { cause },
    );
  }
}
