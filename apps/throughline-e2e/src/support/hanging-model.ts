import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

const MODEL = { id: 'hanging-model', object: 'model' };
const TASK = { id: 'wait', title: 'Wait', instructions: 'Wait.', acceptanceCriteria: ['It has waited'] };

/** A provider that plans one task, and never answers the agent that does it. */
export class HangingModel {
  /** An agent waits for its answer. */
  readonly asked = Promise.withResolvers<void>();
  /** It waits no longer: its connection is closed. */
  readonly left = Promise.withResolvers<void>();
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
    const body = await text(request);
    response.setHeader('content-type', 'application/json');
    if (request.method === 'GET') response.end(JSON.stringify({ object: 'list', data: [MODEL] }));
    else if (body.includes('submit_plan')) response.end(JSON.stringify(PLANNED));
    else {
      request.socket.once('close', () => this.left.resolve());
      this.asked.resolve();
    }
  }
}

const CALL = { name: 'submit_plan', arguments: JSON.stringify({ tasks: [TASK] }) };
const PLANNED = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: MODEL.id,
  choices: [
    {
      index: 0,
      finish_reason: 'tool_calls',
      message: {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c', type: 'function', function: CALL }],
      },
    },
  ],
  usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
};
