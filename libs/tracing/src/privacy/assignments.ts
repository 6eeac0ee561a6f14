import { ALPHANUMERICS, CODE, SPACES, isSpace, oneOf, until, wordEnd } from './characters.js';
import { MASK, type Range } from './range.js';
import type { NameKind } from './secret-names.js';

const LONGEST_NAME = 64;
const MOST_FILLING = 16;
const OPENING = '[{(';
const CLOSING = ']})';

export type KindOfName = (name: string, isInQuery: boolean) => NameKind;

const isNamePart = oneOf(`${ALPHANUMERICS}_-.%`, true);
const isFillingBefore = oneOf(` "'\\)`);
const isFillingAfter = oneOf(' \t=>:');
const isNoFillingAfter = (code: number): boolean => !isFillingAfter(code);
const endsLine = oneOf('\n\r');
const endsValue = oneOf(`${SPACES}&;,"'\`<>`);
const endsQueryValue = oneOf(`${SPACES}#&;,"'\`<>`);

/** The value of a secret name in front of this `=` or `:`, however both are quoted. */
export function assignedValue(
  text: string,
  separator: number,
  floor: number,
  kindOf: KindOfName,
): Range | undefined {
  const end = back(text, separator, floor, 6, isFillingBefore);
  const start = back(text, end, floor, LONGEST_NAME, isNamePart);
  if (start === end) return undefined;
  const before = text.charCodeAt(start - 1);
  const isInQuery = before === CODE.question || before === CODE.ampersand;
  const kind = kindOf(text.slice(start, end), isInQuery);
  if (kind === 'plain') return undefined;
  const from = until(text, separator + 1, isNoFillingAfter, MOST_FILLING);
  return valueFrom(text, from, kind, isInQuery);
}

function back(
  text: string,
  from: number,
  floor: number,
  most: number,
  goesOn: (code: number) => boolean,
): number {
  const lowest = Math.max(floor, from - most);
  let at = from;
  while (at > lowest && goesOn(text.charCodeAt(at - 1))) at -= 1;
  return at;
}

/** The value that begins here: quoted, in brackets, a header's, or a word. */
export function valueFrom(text: string, from: number, kind: NameKind, isInQuery: boolean): Range | undefined {
  if (kind === 'secret' && isMasked(text, from)) return undefined;
  const quote = until(text, from, (code) => code !== CODE.backslash, 8);
  if ('"\'`'.includes(text.charAt(quote)) && quote < text.length) return quoted(text, quote, quote - from);
  if (kind === 'header') return range(from, until(text, from, endsLine));
  if (OPENING.includes(text.charAt(from)) && from < text.length) return { from, to: bracketEnd(text, from) };
  const to = until(text, from, isInQuery ? endsQueryValue : endsValue);
  return range(from, withScheme(text, from, to));
}

/** So that what has been filtered stays as it is when it is filtered again. */
function isMasked(text: string, from: number): boolean {
  const behind = text.charAt(from + MASK.length);
  return text.startsWith(MASK, from) && (behind === '' || '&;,"\'`<> \n\r\t#)]}'.includes(behind));
}

const range = (from: number, to: number): Range | undefined => (from < to ? { from, to } : undefined);

/** `token: Bearer abc`: the scheme is not yet the secret. */
function withScheme(text: string, from: number, to: number): number {
  if (to - from > 9 || !/^(?:bearer|basic|digest|negotiate|token)$/i.test(text.slice(from, to))) return to;
  return until(
    text,
    until(text, to, (code) => !isSpace(code), MOST_FILLING),
    endsValue,
  );
}

/** Up to the quote that is not more escaped than the one that opened. */
function quoted(text: string, open: number, escapes: number): Range | undefined {
  const mark = text.charCodeAt(open);
  let backslashes = 0;
  for (let at = open + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === mark && backslashes <= escapes) return range(open + 1, at - backslashes);
    backslashes = code === CODE.backslash ? backslashes + 1 : 0;
  }
  return range(open + 1, text.length);
}

function bracketEnd(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (OPENING.includes(character)) depth += 1;
    else if (CLOSING.includes(character)) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

/** `--password VALUE`: the value of the option that begins here. */
export function optionValue(text: string, dashes: number, kindOf: KindOfName): Range | undefined {
  const start = dashes + 2;
  const end = wordEnd(text, start);
  if (end === start || end - start > LONGEST_NAME || !isSpace(text.charCodeAt(end))) return undefined;
  if (kindOf(text.slice(start, end), false) === 'plain') return undefined;
  const from = until(text, end, (code) => !isSpace(code), MOST_FILLING);
  return text.charCodeAt(from) === CODE.dash ? undefined : valueFrom(text, from, 'secret', false);
}
