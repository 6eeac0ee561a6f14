import type { IncomingMessage, ServerResponse } from 'node:http';
import { completionOf, ModelServer, type ToolCall, toolCall } from './model-server.js';
import { field } from './run-trace.js';

const PLAN = {
  tasks: [
    {
      id: 'negate',
      title: 'Add negation',
      instructions: 'Write src/negate.js.',
      acceptanceCriteria: ['npm test passes'],
    },
  ],
};
const FILE = { path: 'src/negate.js', content: 'export const negate = (a) => -a;\n' };

/** A model that answers by what it is told. */
export class OpenAiStub extends ModelServer {
  /** The keys that requests have come with. */
  readonly keys = new Set<string | undefined>();

  protected complete(body: unknown, response: ServerResponse, request: IncomingMessage): void {
    this.keys.add(request.headers.authorization);
    response.end(completionOf([nextCall(body)]));
  }
}

/** A plan where one is asked for; then the file, then the end. */
function nextCall(body: unknown): ToolCall {
  const names = listOf(field(body, 'tools')).map((tool) => field(field(tool, 'function'), 'name'));
  if (names.includes('submit_plan')) return toolCall('submit_plan', PLAN);
  const answers = listOf(field(body, 'messages')).filter((each) => field(each, 'role') === 'assistant');
  return answers.length === 0
    ? toolCall('write_file', FILE)
    : toolCall('finish', { summary: 'Negation is there.' });
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
