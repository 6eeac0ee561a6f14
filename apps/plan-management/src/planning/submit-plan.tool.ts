import { type ChatTool, MAX_PLAN_BYTES } from '@throughline/contracts';

export const SUBMIT_PLAN = 'submit_plan';

const text = (description: string): object => ({ type: 'string', description });
const texts = (description: string): object => ({ type: 'array', items: { type: 'string' }, description });

/** The tool by which a model hands in its plan. */
export const SUBMIT_PLAN_TOOL: ChatTool = {
  type: 'function',
  function: {
    name: SUBMIT_PLAN,
    description: `Hands in the whole plan, of at most ${String(MAX_PLAN_BYTES / 1024)} KB. Call it once.`,
    parameters: {
      type: 'object',
      required: ['tasks'],
      properties: {
        tasks: {
          type: 'array',
          minItems: 1,
          items: {
            type: 'object',
            required: ['id', 'title', 'instructions', 'acceptanceCriteria', 'checks', 'dependsOn', 'paths'],
            properties: {
              id: text('Unique in the plan: lower-case letters, digits and dashes, at most 64.'),
              title: text('What the task does, in at most 200 characters.'),
              instructions: text(
                'All that somebody needs who knows the repository but not the goal; at most 8000 characters.',
              ),
              acceptanceCriteria: texts('1 to 20 sentences that are true when the task is done.'),
              checks: texts('Names of checks of the run that must pass; empty: all of them.'),
              dependsOn: texts('Ids of the tasks that must be done before this one.'),
              paths: texts('Files that will probably change, relative to the top of the repository.'),
              needsApproval: {
                type: 'boolean',
                description:
                  'True where a person should see the result before it is merged: it deletes or migrates data, touches secrets or access, or cannot be judged by checks.',
              },
            },
          },
        },
      },
    },
  },
};
