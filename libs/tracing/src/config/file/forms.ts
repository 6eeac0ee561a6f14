import { DURATION, millisecondsOf } from '../duration.js';
import type { Form } from './shape.js';

export const TEXT: Form = { expected: 'a text', read: (text) => text };

export const FLAG: Form = {
  expected: 'true or false',
  read: (text) => (/^(?:true|false)$/i.test(text) ? text.toLowerCase() : undefined),
};

/** For a variable that says the opposite. */
export const INVERTED_FLAG: Form = {
  expected: FLAG.expected,
  read: (text) => {
    const known = FLAG.read(text);
    return known === undefined ? undefined : String(known === 'false');
  },
};

export const RATIO: Form = numeric('a number from 0 to 1', (number) => number >= 0 && number <= 1);

export const AMOUNT: Form = numeric('a number above 0', (number) => number > 0);

export const PARAMETER: Form = numeric('a number from 0 up', (number) => number >= 0);

export const COUNT: Form = numeric(
  'a whole number above 0',
  (number) => Number.isSafeInteger(number) && number > 0,
);

/** A time, as milliseconds. */
export const MILLISECONDS: Form = {
  expected: DURATION,
  read: (text) => millisecondsOf(text)?.toString(),
};

/** A time, for a variable that takes its unit. */
export const TIME: Form = {
  expected: DURATION,
  read: (text) => (millisecondsOf(text) === undefined ? undefined : `${millisecondsOf(text)}ms`),
};

export function oneOfWords(...words: readonly string[]): Form {
  const known = new Set(words);
  return {
    expected: words.length === 1 ? `${words[0]}` : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`,
    read: (text) => (known.has(text.toLowerCase()) ? text.toLowerCase() : undefined),
  };
}

function numeric(expected: string, fits: (number: number) => boolean): Form {
  return {
    expected,
    read: (text) => (text.trim() !== '' && fits(Number(text)) ? String(Number(text)) : undefined),
  };
}
