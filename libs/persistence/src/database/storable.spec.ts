import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { storableJson, storableText } from './storable.js';

describe('storable', () => {
  it('leaves ordinary text as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!text.includes('\0'));
        expect(storableText(text)).toBe(text);
      }),
    );
  });

  it('has neither NUL nor half characters, wherever in a value they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const cut = text.slice(0, -1);
        const json = storableJson({ deep: [{ text: `${cut}\0\ud83d` }], number: 1, none: null });
        expect(json).not.toMatch(/\\u0000|\\ud[89a-f]/i);
        expect(JSON.parse(json)).toMatchObject({ number: 1, none: null });
      }),
    );
  });
});
