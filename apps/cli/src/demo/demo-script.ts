import { DEMO_TASKS } from './demo-plan.js';
import {
  deleteFile,
  editFile,
  finish,
  listFiles,
  readFile,
  runTests,
  type Script,
  type ScriptStep,
  search,
  taskSteps,
  type Turn,
  writeFile,
} from './script.js';
import {
  INDEX_EDIT,
  INDEX_TEST,
  NAIVE_SLUGIFY,
  README_EDIT,
  SLUGIFY,
  SLUGIFY_TEST,
  WORD_COUNT,
  WORD_COUNT_TEST,
} from './textkit-changes.js';

const FIRST_ATTEMPT = 'Attempt: 1\n';

const planning: ScriptStep = {
  when: { tool: 'submit_plan' },
  answer: {
    content: 'Two functions that need nothing of each other, then what needs both.',
    toolCalls: [{ name: 'submit_plan', arguments: { tasks: DEMO_TASKS } }],
  },
};

const look: Turn = {
  content: 'I look at how the package is written.',
  toolCalls: [listFiles('.'), readFile('src/capitalize.js'), readFile('test/capitalize.test.js')],
};

/** Hands in work that it has not tried out. */
const hastySlugify: Turn[] = [
  look,
  {
    content: 'I write the function and its tests.',
    toolCalls: [writeFile('src/slugify.js', NAIVE_SLUGIFY), writeFile('test/slugify.test.js', SLUGIFY_TEST)],
  },
  { content: 'Done.', toolCalls: [finish('slugify is there, with tests.')] },
];

/** Takes the finding seriously. */
const carefulSlugify: Turn[] = [
  {
    content:
      'The check found that accents are lost together with their letters. They must be taken apart first.',
    toolCalls: [writeFile('src/slugify.js', SLUGIFY), writeFile('test/slugify.test.js', SLUGIFY_TEST)],
  },
  { content: 'This time I run the tests before I hand in.', toolCalls: [runTests] },
  { content: 'They pass.', toolCalls: [finish('slugify keeps letters with accents; its tests pass.')] },
];

const wordCount: Turn[] = [
  look,
  {
    content: 'I write the function and its tests.',
    toolCalls: [
      writeFile('src/word-count.js', WORD_COUNT),
      writeFile('test/word-count.test.js', WORD_COUNT_TEST),
    ],
  },
  { content: 'I run the tests.', toolCalls: [runTests] },
  { content: 'They pass.', toolCalls: [finish('wordCount is there, with tests that pass.')] },
];

const exports: Turn[] = [
  {
    content: 'Both functions are merged. I look at what stands at the top.',
    toolCalls: [readFile('src/index.js'), readFile('README.md'), search('wordCount|slugify')],
  },
  {
    content: 'I export and document both.',
    toolCalls: [
      editFile(INDEX_EDIT),
      editFile(README_EDIT),
      deleteFile('PLANNED.md'),
      writeFile('test/index.test.js', INDEX_TEST),
    ],
  },
  { content: 'I run all tests.', toolCalls: [runTests] },
  { content: 'They pass.', toolCalls: [finish('The package exports and documents slugify and wordCount.')] },
];

/** Answers by what stands in the conversation alone, so that parallel tasks, restarts and retries all work. */
export const DEMO_SCRIPT: Script = {
  description: 'Adds two functions to a small package; the first try at one of them breaks a check.',
  steps: [
    planning,
    ...taskSteps('slugify', { userIncludes: [FIRST_ATTEMPT] }, hastySlugify),
    ...taskSteps('slugify', { not: { userIncludes: [FIRST_ATTEMPT] } }, carefulSlugify),
    ...taskSteps('word-count', {}, wordCount),
    ...taskSteps('exports', {}, exports),
  ],
};
