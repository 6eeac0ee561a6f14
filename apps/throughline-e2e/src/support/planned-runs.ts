/** A script of a model that plans two tasks, and does whatever task it is given: a file of the task's name. */

const call = (name: string, given: object) => ({ name, arguments: given });
const answer = (...toolCalls: object[]) => ({ answer: { toolCalls } });

export const task = (id: string, ...dependsOn: string[]) => ({
  ...{ id, title: `Add ${id}`, instructions: `Add src/${id}.js.`, acceptanceCriteria: ['npm test passes'] },
  ...{ checks: [], dependsOn, paths: [] },
});

const write = (id: string) => ({
  when: { userIncludes: `Task id: ${id}`, turn: 0 },
  ...answer(call('write_file', { path: `src/${id}.js`, content: `export const ${id} = true;\n` })),
});

export const PLANNED = {
  steps: [
    {
      when: { tool: 'submit_plan' },
      ...answer(call('submit_plan', { tasks: [task('first'), task('second', 'first')] })),
    },
    ...['first', 'second', 'third'].map(write),
    answer(call('finish', { summary: 'It is done.' })),
  ],
};
