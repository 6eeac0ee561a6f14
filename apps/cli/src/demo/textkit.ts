/** The package that the demo works on: small, real, tested, without dependencies. */
export const TEXTKIT: Readonly<Record<string, string>> = {
  'package.json': `{
  "name": "textkit",
  "version": "1.0.0",
  "description": "Small functions for text.",
  "type": "module",
  "exports": "./src/index.js",
  "scripts": {
    "test": "node --test"
  }
}
`,
  'README.md': `# textkit

Small functions for text.

- \`capitalize(text)\`: the text with its first letter in upper case
`,
  'PLANNED.md': `Planned: slugify, wordCount.
`,
  'src/capitalize.js': `/** The text with its first letter in upper case. */
export function capitalize(text) {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
`,
  'src/index.js': `export { capitalize } from './capitalize.js';
`,
  'test/capitalize.test.js': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capitalize } from '../src/capitalize.js';

test('capitalize changes the first letter alone', () => {
  assert.equal(capitalize('hello World'), 'Hello World');
  assert.equal(capitalize(''), '');
});
`,
};

export const DEMO_GOAL =
  'Add slugify and wordCount to textkit, each in a file of its own with tests, then export both from src/index.js, ' +
  'document them in README.md and remove PLANNED.md.';

export const DEMO_CHECK = 'npm test';
