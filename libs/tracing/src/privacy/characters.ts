/** A test for the ASCII characters of this set; what is not ASCII is in it or not as `others` says. */
export function oneOf(characters: string, others = false): (code: number) => boolean {
  const known = new Uint8Array(128);
  for (const character of characters) known[character.charCodeAt(0)] = 1;
  return (code) => (code < 128 ? known[code] === 1 : others && code >= 128);
}

export const DIGITS = '0123456789';
export const ALPHANUMERICS = `${DIGITS}ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz`;
export const SPACES = ' \t\n\v\f\r';

/** Codes of the characters that the scanners look at. */
export const CODE = {
  tab: 9,
  newline: 10,
  return: 13,
  space: 32,
  quote: 34,
  hash: 35,
  percent: 37,
  ampersand: 38,
  apostrophe: 39,
  plus: 43,
  dash: 45,
  dot: 46,
  slash: 47,
  zero: 48,
  nine: 57,
  colon: 58,
  equals: 61,
  question: 63,
  at: 64,
  backslash: 92,
  underscore: 95,
  backtick: 96,
} as const;

/** Letters of all scripts count: what is not ASCII may be part of a name. */
export const isAlphanumeric = oneOf(ALPHANUMERICS, true);
export const isDigit = oneOf(DIGITS);
export const isSpace = oneOf(SPACES);
/** Letters, digits, `_` and `-`: what keys and tokens are made of. */
export const isWordPart = oneOf(`${ALPHANUMERICS}_-`, true);

/** Where the word that begins here ends; a `-` belongs to it only between its other characters. */
export function wordEnd(text: string, start: number): number {
  let at = start;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isAlphanumeric(code) || code === CODE.underscore) continue;
    if (code !== CODE.dash || !isAlphanumeric(text.charCodeAt(at + 1))) break;
  }
  return at;
}

/** The first place from `start` on where `stops` holds, or the end, or `most` characters further. */
export function until(
  text: string,
  start: number,
  stops: (code: number) => boolean,
  most = text.length,
): number {
  const end = Math.min(text.length, start + most);
  let at = start;
  while (at < end && !stops(text.charCodeAt(at))) at += 1;
  return at;
}
