import { describe, expect, it } from '@jest/globals';
import { looksAtText } from '../fixtures/looks-at-text.js';
import { PrivacyFilter } from './privacy-filter.js';

const PIECES = [
  'a',
  '@',
  'a@',
  'a@a.',
  '.a@',
  '%40',
  ':',
  '=',
  'a=',
  'k1:',
  '://',
  'a://b:c',
  'a://b:c/',
  '-',
  '--',
  '--a ',
  'a-',
  '-----BEGIN ',
  '-----BEGIN PRIVATE KEY-----',
  '"',
  "'",
  '\\',
  '\\"',
  'token',
  'token=',
  'token="',
  'token[',
  '[',
  '{"token":',
  'bearer ',
  'basic ',
  'basic a',
  'eyJ',
  'eyJ.',
  'ghp_',
  '_sk-',
  '1',
  '1 ',
  '4111 ',
  '4111-',
  '4111 1111 1111 1111 ',
  ' ',
  '\n',
  '?key',
  '&sig=',
  'é',
  'token:Bearer ',
  '/*',
  '--\n',
  '$a$',
  "e'\\",
  'ann@example.org ',
  'ann.lee+x@',
  '@example.',
  'user%40host.',
  '%',
  '%2',
  '%25',
  '%7B%22',
  '{"a":',
  '[{"x":"',
  '{"password":{"a":[',
  '}',
  '123456789012345678901234567890 ',
  '4111111111111111',
  '37 ',
  '2221-0000-',
  '\r\n',
  'a=\r\n',
  'Cookie: a=b; ',
  'Authorization: x\r\n',
  '-- x\n',
  '/* x */',
  '/* /* ',
  '$1',
  "x'",
  '""',
  '\u0000',
  '😀',
  ';',
  ',',
  "E''",
];

describe('hostile values', () => {
  it.each(PIECES)('%j again and again costs no more than its length', (piece) => {
    const cost = (length: number): number => {
      const text = piece.repeat(Math.ceil(length / piece.length));
      const filter = new PrivacyFilter({ keys: ['*a*b*c*'], patterns: ['*a*a*b'] }); // one that knows no text yet
      return looksAtText(() => {
        filter.filterText(text);
        filter.filterSql(text);
      });
    };
    const [short, long] = [cost(1 << 10), cost(1 << 13)];
    // Eight times the length: linear is 8, quadratic 64.
    expect(long / short).toBeLessThan(10);
  });

  it('would be found out, were their cost quadratic', () => {
    const cost = (length: number): number => {
      const text = '@'.repeat(length);
      return looksAtText(() => {
        for (let at = 0; at < length; at += 1) if (text.indexOf('.', at) !== -1) break;
      });
    };
    expect(cost(800) / cost(100)).toBeGreaterThan(50);
  });
});
