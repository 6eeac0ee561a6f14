/** Scripts of models for runs in which people have a say. */

const call = (name: string, given: object) => ({ name, arguments: given });
const answer = (...toolCalls: object[]) => ({ answer: { toolCalls } });
const put = (path: string, content: string) => call('write_file', { path, content });
const finish = answer(call('finish', { summary: 'It is done.' }));

const task = (id: string, dependsOn: string[], more: object = {}) => ({
  ...{ id, title: `Add ${id}`, instructions: `Add src/${id}.js.`, acceptanceCriteria: ['npm test passes'] },
  ...{ checks: [], dependsOn, paths: [], ...more },
});
const plan = (...tasks: object[]) => ({
  when: { tool: 'submit_plan' },
  ...answer(call('submit_plan', { tasks })),
});
const source = (id: string) => put(`src/${id}.js`, `export const ${id} = true;\n`);
const write = (id: string) => ({ when: { userIncludes: `Task id: ${id}`, turn: 0 }, ...answer(source(id)) });

/** Two tasks; the second one comes after the first, and is marked. */
export const MARKED = {
  steps: [
    plan(task('first', []), task('second', ['first'], { needsApproval: true })),
    write('first'),
    write('second'),
    finish,
  ],
};

const FAILING =
  "import test from 'node:test';\n\ntest('broken', () => {\n  throw new Error('broken');\n});\n";

/** Two tasks; the second one fails unless a person says how to mend it. */
export const MENDABLE = {
  steps: [
    plan(task('first', []), task('second', ['first'])),
    write('first'),
    {
      when: { userIncludes: ['Task id: second', 'leave the test out'], turn: 0 },
      ...answer(source('second')),
    },
    {
      when: { userIncludes: 'Task id: second', turn: 0 },
      ...answer(source('second'), put('test/broken.test.js', FAILING)),
    },
    finish,
  ],
};

/** One task that is done at once. */
export const SINGLE = { steps: [plan(task('first', [])), write('first'), finish] };
