import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';

const MODEL = 'stub-model';

/** A server on this machine that speaks the chat completions form; what it answers is for its kinds to say. */
export abstract class ModelServer {
  private readonly server = createServer((request, response) => void this.answer(request, response));

  /** @returns the address for `OPENAI_BASE_URL` */
  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const address = this.server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the model server does not listen');
    return `http://127.0.0.1:${String(address.port)}/v1`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** Answers a request for a completion, now, later or never. */
  protected abstract complete(body: unknown, response: ServerResponse, request: IncomingMessage): void;

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = `${String(request.method)} ${String(request.url)}`;
    const body: unknown = request.method === 'POST' ? await json(request) : undefined;
    response.setHeader('content-type', 'application/json');
    if (asked === 'GET /v1/models')
      response.end(JSON.stringify({ object: 'list', data: [{ id: MODEL, object: 'model' }] }));
    else if (asked === 'POST /v1/chat/completions') this.complete(body, response, request);
    else response.writeHead(404).end('{}');
  }
}

/** A call of a tool as a model makes it. */
export interface ToolCall {
  readonly name: string;
  readonly arguments: string;
}

export const toolCall = (name: string, given: object): ToolCall => ({
  name,
  arguments: JSON.stringify(given),
});

/** A completion that calls these tools. */
export function completionOf(calls: readonly ToolCall[]): string {
  const toolCalls = calls.map((call, at) => ({
    ...{ id: `call-${String(at + 1)}`, type: 'function' },
    function: call,
  }));
  const message = { role: 'assistant', content: null, tool_calls: toolCalls };
  return JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: MODEL,
    choices: [{ index: 0, finish_reason: 'tool_calls', message }],
    usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
  });
}
