import { CODE, SPACES, isAlphanumeric, isDigit, isSpace, isWordPart, oneOf, until } from './characters.js';
import { globMatches } from './glob.js';
import type { Range } from './range.js';

/** How the tokens of well-known services begin. No repetition and tried at one place at a time: linear. */
const KNOWN_TOKEN =
  /gh[pousr]_|github_pat_|glpat-|glrt-|xox[abeprs]-|xapp-|sk-|sk_live_|sk_test_|rk_live_|whsec_|AKIA|ASIA|AIza|ya29|npm_|pypi-|hf_|dop_v1_|SG\b|shpat_|eyJ|LS0tLS1CRUdJTi|AGE-SECRET-KEY-/y;
const beginsToken = oneOf('gxsrwAynphdSeL');
const SHORTEST_TOKEN = 12;
const beginsCard = oneOf('23456');
const FIRST_GROUP = 4;
const SHORTEST_CARD = 13;
const LONGEST_CARD = 19;

const isNoToken = (code: number): boolean => !isWordPart(code) && code !== CODE.dot;
const endsCredential = oneOf(`${SPACES}",;'\`<>`);

/** What is secret in, or behind, the word from `start` to `end`. */
export function secretWord(
  text: string,
  start: number,
  end: number,
  globs: readonly string[],
): Range | undefined {
  if (end - start >= FIRST_GROUP && beginsCard(text.charCodeAt(start))) {
    const card = cardNumber(text, start);
    if (card !== undefined) return card;
  }
  const length = end - start;
  if (length === 6 || length === 5)
    return credentialAfter(text, start, end) ?? matching(text, start, end, globs);
  return matching(text, start, end, globs) ?? knownToken(text, start, end);
}

function matching(text: string, start: number, end: number, globs: readonly string[]): Range | undefined {
  if (globs.length === 0) return undefined;
  const word = text.slice(start, end);
  return globs.some((glob) => globMatches(glob, word)) ? { from: start, to: end } : undefined;
}

function knownToken(text: string, start: number, end: number): Range | undefined {
  // A token may have parts behind dots, so a short word can be the beginning of one.
  if (end - start < SHORTEST_TOKEN && text.charCodeAt(end) !== CODE.dot) return undefined;
  for (let from = start; from < end; from += 1) {
    if (from > start && isAlphanumeric(text.charCodeAt(from - 1))) continue; // only where a part of the word begins
    if (!beginsToken(text.charCodeAt(from))) continue;
    KNOWN_TOKEN.lastIndex = from;
    if (!KNOWN_TOKEN.test(text)) continue;
    const to = until(text, end, isNoToken);
    return to - from < SHORTEST_TOKEN ? undefined : { from, to };
  }
  return undefined;
}

/** `Bearer x`, `Basic x`: what follows the scheme. */
function credentialAfter(text: string, start: number, end: number): Range | undefined {
  const scheme = text.slice(start, end).toLowerCase();
  if (scheme !== 'bearer' && scheme !== 'basic') return undefined;
  const from = until(text, end, (code) => !isSpace(code), 8);
  if (from === end) return undefined;
  const to = until(text, from, endsCredential);
  const isShown = scheme === 'basic' && !/^(?=.{0,200}[A-Z0-9=])[\w+/=-]{6}/.test(text.slice(from, to)); // "basic auth"
  return from === to || isShown ? undefined : { from, to };
}

/** A payment card's number: of a network's range, in its groups, with a right check digit. */
function cardNumber(text: string, start: number): Range | undefined {
  const before = text.charCodeAt(start - 1);
  if (isWordPart(before) || before === CODE.dot) return undefined;
  let [digits, group, at] = [0, 0, start];
  for (; at < text.length && digits <= LONGEST_CARD; at += 1) {
    const code = text.charCodeAt(at);
    if (isDigit(code)) {
      digits += 1;
      group += 1;
    } else if (isBetweenGroups(code, digits, group) && isDigit(text.charCodeAt(at + 1))) group = 0;
    else break;
  }
  if (digits < SHORTEST_CARD || digits > LONGEST_CARD || isAlphanumeric(text.charCodeAt(at)))
    return undefined;
  return isCardNumber(text.slice(start, at).replaceAll(/\D/g, '')) ? { from: start, to: at } : undefined;
}

/** After groups of four, or, as American Express has them, after four and six. */
const isBetweenGroups = (code: number, digits: number, group: number): boolean =>
  (code === CODE.space || code === CODE.dash) && (group === 4 || (group === 6 && digits === 10));

/** Whether these digits are a card's: numbers that begin with 1, such as times, are not. */
export function isCardNumber(digits: string): boolean {
  if (
    digits.length < SHORTEST_CARD ||
    digits.length > LONGEST_CARD ||
    !/^(?:2[2-7]|3[04-9]|4|5|6)/.test(digits)
  )
    return false;
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - at) - CODE.zero;
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
