/** What the scripted model writes. The first slugify forgets accents, which its own test finds out. */
export const NAIVE_SLUGIFY = `/** A text as a part of a URL: lower-case letters, digits and single dashes. */
export function slugify(text) {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
`;

export const SLUGIFY = `const MARKS = /\\p{Mark}/gu;

/** A text as a part of a URL: lower-case letters, digits and single dashes; accents are left out. */
export function slugify(text) {
  return text
    .normalize('NFKD')
    .replace(MARKS, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
`;

export const SLUGIFY_TEST = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slugify } from '../src/slugify.js';

test('slugify joins words with single dashes', () => {
  assert.equal(slugify('  Hello,  World! '), 'hello-world');
});

test('slugify keeps letters that have accents', () => {
  assert.equal(slugify('Crème Brûlée'), 'creme-brulee');
});
`;

export const WORD_COUNT = `/** How many words a text has; words are separated by white space. */
export function wordCount(text) {
  return text.split(/\\s+/u).filter((word) => word !== '').length;
}
`;

export const WORD_COUNT_TEST = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wordCount } from '../src/word-count.js';

test('wordCount counts words, however far apart', () => {
  assert.equal(wordCount(' one  two\\nthree '), 3);
});

test('wordCount finds no word in white space', () => {
  assert.equal(wordCount(' \\t\\n'), 0);
});
`;

export const INDEX_TEST = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as textkit from '../src/index.js';

test('the package exports all of its functions', () => {
  assert.deepEqual(Object.keys(textkit).sort(), ['capitalize', 'slugify', 'wordCount']);
  assert.equal(textkit.slugify(textkit.capitalize('déjà vu')), 'deja-vu');
  assert.equal(textkit.wordCount('déjà vu'), 2);
});
`;

export const INDEX_EDIT = {
  path: 'src/index.js',
  old: "export { capitalize } from './capitalize.js';\n",
  new: `export { capitalize } from './capitalize.js';
export { slugify } from './slugify.js';
export { wordCount } from './word-count.js';
`,
};

export const README_EDIT = {
  path: 'README.md',
  old: '- `capitalize(text)`: the text with its first letter in upper case\n',
  new: `- \`capitalize(text)\`: the text with its first letter in upper case
- \`slugify(text)\`: the text as a part of a URL
- \`wordCount(text)\`: how many words the text has
`,
};
