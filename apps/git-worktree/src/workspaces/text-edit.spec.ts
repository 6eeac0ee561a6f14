import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { editOnce, excerpt, textOf } from './text-edit.js';

describe('editOnce', () => {
  it('replaces the one occurrence, as it is given', () => {
    expect(editOnce('a b c', 'b', '$&')).toEqual({ text: 'a $& c' });
  });
  it('tells of none and of many, overlapping ones too', () => {
    expect(editOnce('abc', 'x', 'y')).toEqual({ occurrences: 0 });
    expect(editOnce('b b', 'b', 'y')).toEqual({ occurrences: 'many' });
    expect(editOnce('aaa', 'aa', 'y')).toEqual({ occurrences: 'many' });
  });
});

describe('excerpt', () => {
  it('gives the lines that are asked for', () => {
    expect(excerpt('1\n2\n3\n', 100, 2, 2)).toEqual({ content: '2\n', totalLines: 3, truncated: false });
    expect(excerpt('', 100)).toEqual({ content: '', totalLines: 0, truncated: false });
    expect(excerpt('1\n2', 100, 5)).toEqual({ content: '', totalLines: 2, truncated: false });
  });
  it('never gives more than its bound, and says so', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 40 }), (text, most) => {
        const { content, truncated } = excerpt(text, most);
        expect(content.length).toBeLessThanOrEqual(most);
        if (!truncated) expect(content).toBe(text);
      }),
    );
  });
});

describe('textOf', () => {
  it('takes UTF-8 with or without a byte order mark, unchanged', () => {
    expect(textOf(Buffer.from('\ufeffgrün'))).toBe('\ufeffgrün');
  });
  it('takes neither NUL bytes nor other encodings', () => {
    expect(textOf(Buffer.from([65, 0, 66]))).toBeUndefined();
    expect(textOf(Buffer.from([0xe9, 0x20]))).toBeUndefined();
  });
});
