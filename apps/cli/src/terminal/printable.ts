/**
 * What a terminal obeys instead of showing it: control characters but for tab and line end, and what turns the
 * direction of writing. Titles, summaries, file names and logs come from models and repositories.
 */
const OBEYED = /(?![\t\n])\p{Cc}|[\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

const ESCAPE = '\u001b';

/** What follows the escape in the colours of `Output`. */
const OWN_COLOUR = /^\[(?:[0-2]|22|3[0-6]|39)m/;

/** Text of others: each character that a terminal would obey is shown as one that stands for it. */
export const printable = (text: string): string => text.replace(OBEYED, '\ufffd');

/** The same for a line of ours, which may have colours. */
export function printableLine(text: string, isColoured: boolean): string {
  if (!isColoured) return printable(text);
  const [before = '', ...parts] = text.split(ESCAPE);
  const shown = parts.map((part) => `${OWN_COLOUR.test(part) ? ESCAPE : '\ufffd'}${printable(part)}`);
  return `${printable(before)}${shown.join('')}`;
}
