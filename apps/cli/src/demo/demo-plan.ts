import { DEMO_CHECK } from './textkit.js';

/** Two tasks side by side, and one that needs both. */
export const DEMO_TASKS = [
  {
    id: 'slugify',
    title: 'Add slugify',
    instructions:
      'Write src/slugify.js with slugify(text): lower-case letters, digits and single dashes, no dash at either end; ' +
      'letters with accents become plain ones. Write test/slugify.test.js. Follow the style of src/capitalize.js.',
    acceptanceCriteria: [
      "slugify('  Hello,  World! ') is 'hello-world'",
      "slugify('Crème Brûlée') is 'creme-brulee'",
      'Both are tested.',
    ],
    checks: [DEMO_CHECK],
    dependsOn: [],
    paths: ['src/slugify.js', 'test/slugify.test.js'],
  },
  {
    id: 'word-count',
    title: 'Add wordCount',
    instructions:
      'Write src/word-count.js with wordCount(text): how many words the text has; words are separated by white space. ' +
      'Write test/word-count.test.js. Follow the style of src/capitalize.js.',
    acceptanceCriteria: [
      "wordCount(' one  two\\nthree ') is 3",
      'A text of white space has no words.',
      'Both are tested.',
    ],
    checks: [DEMO_CHECK],
    dependsOn: [],
    paths: ['src/word-count.js', 'test/word-count.test.js'],
  },
  {
    id: 'exports',
    title: 'Export both and document them',
    instructions:
      'Export slugify and wordCount from src/index.js, add a line for each to README.md, delete PLANNED.md, ' +
      'and write test/index.test.js, which uses the functions through src/index.js.',
    acceptanceCriteria: ['src/index.js exports capitalize, slugify and wordCount.', 'PLANNED.md is gone.'],
    checks: [DEMO_CHECK],
    dependsOn: ['slugify', 'word-count'],
    paths: ['src/index.js', 'README.md', 'PLANNED.md', 'test/index.test.js'],
  },
];
