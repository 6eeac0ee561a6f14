import { describe, expect, it } from '@jest/globals';
import { changedPaths } from './changed-paths.js';
import { generatedPaths } from './generated-paths.js';

const isGenerated = generatedPaths(
  new Map([
    ['', 'dist/\n*.log\n!keep.log\n'],
    ['packages/a', 'out\n!important.log\n'],
  ]),
);

describe('generatedPaths', () => {
  it.each([
    ['dist/a.js', true],
    ['packages/a/dist/x/y.js', true],
    ['debug.log', true],
    ['keep.log', false],
    ['packages/a/out/x', true],
    ['out/x', false],
    ['packages/a/important.log', false],
    ['coverage/lcov.info', true],
    ['src/__pycache__/x.pyc', true],
    ['src/coverage.ts', false],
    ['src/a.ts', false],
  ])('%s -> %s', (path, generated) => {
    expect(isGenerated(path)).toBe(generated);
  });
});

describe('changedPaths', () => {
  it('tells new, different and gone files; of generated ones those that the tree had', () => {
    const before = new Map([
      ['same', '1'],
      ['different', '1'],
      ['gone', '1'],
      ['dist/kept.js', '1'],
    ]);
    const after = new Map([
      ['same', '1'],
      ['different', '2'],
      ['new', '1'],
      ['dist/kept.js', '2'],
      ['dist/made.js', '1'],
    ]);
    expect(changedPaths(before, after, isGenerated)).toEqual({
      written: ['different', 'dist/kept.js', 'new'],
      deleted: ['gone'],
    });
  });
});
