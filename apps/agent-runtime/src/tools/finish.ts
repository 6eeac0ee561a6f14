import type { ChatMessage, ChatTool, ChatToolCall } from '@throughline/contracts';

export const FINISH = 'finish';

const MAX_SUMMARY = 4000;

/** The tool that ends the attempt; it is carried out by the worker, not in the workspace. */
export const FINISH_DEFINITION: ChatTool = {
  type: 'function',
  function: {
    name: FINISH,
    description: 'Ends the task: every acceptance criterion is met.',
    parameters: {
      type: 'object',
      properties: { summary: { type: 'string', description: 'What was done, in one or two sentences.' } },
      required: ['summary'],
      additionalProperties: false,
    },
  },
};

export const isFinish = (call: ChatToolCall): boolean => call.function.name === FINISH;

/** The summary of the answer that ended the attempt, or undefined while none has. */
export function summaryOf(answer: ChatMessage): string | undefined {
  const call = (answer.tool_calls ?? []).find(isFinish);
  if (call === undefined) return undefined;
  const given = parsed(call.function.arguments);
  const summary =
    given !== null && typeof given === 'object' && 'summary' in given ? given.summary : undefined;
  const text = typeof summary === 'string' ? summary.trim() : '';
  return (text === '' ? 'The task is done.' : text).slice(0, MAX_SUMMARY);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
