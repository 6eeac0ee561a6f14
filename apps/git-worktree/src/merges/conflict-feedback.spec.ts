import { describe, expect, it } from '@jest/globals';
import { conflictFeedback, conflictHunks, MAX_FEEDBACK_CHARS } from './conflict-feedback.js';
import { parseMergeTree } from './merge-output.js';

const CONFLICTED = 'a\nb\nc\nd\n<<<<<<< ours\nx\n=======\ny\n>>>>>>> theirs\ne\nf\ng\nh\n';

describe('conflictHunks', () => {
  it('shows what is between the markers, with three lines around', () => {
    expect(conflictHunks(CONFLICTED)).toEqual([
      'b\nc\nd\n<<<<<<< ours\nx\n=======\ny\n>>>>>>> theirs\ne\nf\ng',
    ]);
  });
  it('finds none in a text without', () => expect(conflictHunks('a\nb')).toEqual([]));
});

describe('conflictFeedback', () => {
  it('names files, reasons and places', () => {
    const note = { type: 'CONFLICT (contents)', text: 'CONFLICT (content): Merge conflict in a.txt' };
    const text = conflictFeedback(
      [{ path: 'a.txt', text: CONFLICTED }],
      [note, { type: 'Auto-merging', text: 'Auto-merging a.txt' }],
    );
    expect(text).toContain('Merge conflict in a.txt');
    expect(text).toContain('a.txt:\nb\n');
    expect(text).not.toContain('Auto-merging');
  });
  it('keeps within its bound', () => {
    const files = Array.from({ length: 1000 }, (_, i) => ({ path: `f${i}`, text: CONFLICTED }));
    expect(conflictFeedback(files, []).length).toBeLessThanOrEqual(MAX_FEEDBACK_CHARS + 100);
  });
});

describe('parseMergeTree', () => {
  it('reads tree, files and notes', () => {
    const output =
      'abc\0a.txt\0b.txt\0\0' +
      '1\0a.txt\0CONFLICT (contents)\0conflict in a\n\0' +
      '2\0b\0c\0Auto-merging\0merging\n\0';
    expect(parseMergeTree(output)).toEqual({
      tree: 'abc',
      files: ['a.txt', 'b.txt'],
      notes: [
        { type: 'CONFLICT (contents)', text: 'conflict in a' },
        { type: 'Auto-merging', text: 'merging' },
      ],
    });
  });
  it('reads a clean merge', () =>
    expect(parseMergeTree('abc\0')).toEqual({ tree: 'abc', files: [], notes: [] }));
});
