import { ALPHANUMERICS, CODE, SPACES, isAlphanumeric, isDigit, oneOf, until } from './characters.js';
import type { Range } from './range.js';

const LONGEST_LOCAL_PART = 64;
const LONGEST_DOMAIN = 255;
const LOOK_AHEAD = 128;

const isLocalPart = oneOf(`${ALPHANUMERICS}.%+-_!#$~^'`, true);
const isNoDomain = (code: number): boolean =>
  !isAlphanumeric(code) && code !== CODE.dot && code !== CODE.dash;

/** The e-mail address around the `@` (or `%40`) that stands from `at` to `after`. */
export function emailAround(text: string, at: number, after: number, floor: number): Range | undefined {
  if (!isAlphanumeric(text.charCodeAt(after))) return undefined;
  const lowest = Math.max(floor, at - LONGEST_LOCAL_PART);
  let from = at;
  while (from > lowest && isLocalPart(text.charCodeAt(from - 1))) from -= 1;
  if (from === at || text.slice(from, at) === 'git') return undefined; // git@host: an account of all, not an address
  const to = until(text, after, isNoDomain, LONGEST_DOMAIN);
  return isDomain(text.slice(after, to)) ? { from, to } : undefined;
}

function isDomain(text: string): boolean {
  if (!text.includes('.')) return false;
  const labels = text.split('.').filter((label) => label !== '' && label !== '-');
  const top = labels.at(-1) ?? '';
  return labels.length > 1 && top.length > 1 && !isDigit(top.charCodeAt(0));
}

const endsAuthority = oneOf(`${SPACES}"\`<>/?#`);
const endsUrl = oneOf(`${SPACES}"\`<>`);
/** User and password of the URL whose `://` begins with this colon. */
export function userInfoAfter(text: string, colon: number): Range | undefined {
  if (text.charCodeAt(colon + 1) !== CODE.slash || text.charCodeAt(colon + 2) !== CODE.slash)
    return undefined;
  const from = colon + 3;
  const to = until(text, from, endsAuthority);
  const at = text.slice(from, to).lastIndexOf('@');
  if (at !== -1) return at === 0 ? undefined : { from, to: from + at };
  return withSlash(text, from, to);
}

/** `postgres://me:a/b@host`: a password that should have been encoded and was not. */
function withSlash(text: string, from: number, to: number): Range | undefined {
  // Looked for first, because it is seldom there: the rest is dear where a text is full of colons.
  if (!text.slice(to, to + LOOK_AHEAD).includes('@')) return undefined;
  const [, port] = text.slice(from, to).split(':', 2);
  if (port === undefined || port === '' || /^\d{1,5}$/.test(port)) return undefined;
  const at = text.slice(to, until(text, to, endsUrl, LOOK_AHEAD)).lastIndexOf('@');
  return at === -1 ? undefined : { from, to: to + at };
}
