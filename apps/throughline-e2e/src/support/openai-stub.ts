import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
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

/** A server on this machine that speaks the chat completions form, and answers by what it is told. */
export class OpenAiStub {
  /** The keys that requests have come with. */
  readonly keys = new Set<string | undefined>();
  private readonly server = createServer((request, response) => void this.answer(request, response));

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const address = this.server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the server does not listen');
    return `http://127.0.0.1:${String(address.port)}/v1`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.keys.add(request.headers.authorization);
    const asked = `${String(request.method)} ${String(request.url)}`;
    const body = request.method === 'POST' ? await json(request) : undefined;
    response.setHeader('content-type', 'application/json');
    if (asked === 'GET /v1/models') response.end(JSON.stringify({ object: 'list', data: [MODEL] }));
    else if (asked === 'POST /v1/chat/completions') response.end(JSON.stringify(completion(body)));
    else response.writeHead(404).end('{}');
  }
}

const MODEL = { id: 'stub-model', object: 'model' };

function completion(body: unknown): object {
  const call = { id: 'call-1', type: 'function', function: nextCall(body) };
  const message = { role: 'assistant', content: null, tool_calls: [call] };
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'stub-model',
    choices: [{ index: 0, finish_reason: 'tool_calls', message }],
    usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
  };
}

/** A plan where one is asked for; then the file, then the end. */
function nextCall(body: unknown): { name: string; arguments: string } {
  const called = (name: string, given: object) => ({ name, arguments: JSON.stringify(given) });
  const names = listOf(field(body, 'tools')).map((tool) => field(field(tool, 'function'), 'name'));
  if (names.includes('submit_plan')) return called('submit_plan', PLAN);
  const answers = listOf(field(body, 'messages')).filter((each) => field(each, 'role') === 'assistant');
  return answers.length === 0
    ? called('write_file', FILE)
    : called('finish', { summary: 'Negation is there.' });
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
