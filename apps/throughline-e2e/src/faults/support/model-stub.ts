import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { field } from '../../support/run-trace.js';
import { answerTo, type AskedTurn, turnsBefore } from './model-answers.js';

/** A model server on this machine that counts how often each turn of each run was asked for. */
export class ModelStub {
  private readonly calls = new Map<string, number>();
  private waiting: Waiting[] = [];
  private readonly server = createServer((request, response) => void this.answer(request, response));

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

  /** How often the turns of a run were asked for: `plan 1`, `left 2 1`. */
  callsOf(label: string): ReadonlyMap<string, number> {
    const prefix = `${label} `;
    const own = [...this.calls].filter(([key]) => key.startsWith(prefix));
    return new Map(own.map(([key, count]) => [key.slice(prefix.length), count]));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = `${String(request.method)} ${String(request.url)}`;
    const body: unknown = request.method === 'POST' ? await json(request) : undefined;
    response.setHeader('content-type', 'application/json');
    if (asked === 'GET /v1/models') response.end(JSON.stringify({ object: 'list', data: [MODEL] }));
    else if (asked === 'POST /v1/chat/completions') this.complete(askedTurn(body), response);
    else response.writeHead(404).end('{}');
  }

  private complete(asked: AskedTurn, response: ServerResponse): void {
    const key = `${asked.label} ${asked.turn}`;
    this.calls.set(key, (this.calls.get(key) ?? 0) + 1);
    const calls = answerTo(asked);
    // Held until the caller leaves: what is cancelled in the midst of an answer.
    if (calls === undefined) return;
    this.waiting.push({
      label: asked.label,
      turns: turnsBefore(asked),
      answer: () => response.end(completion(calls)),
    });
    this.answerWaiting();
  }

  /** Some answers come when other turns of the run have been asked for too. */
  private answerWaiting(): void {
    const isDue = ({ label, turns }: Waiting): boolean =>
      turns.every((turn) => this.calls.has(`${label} ${turn}`));
    for (const { answer } of this.waiting.filter(isDue)) answer();
    this.waiting = this.waiting.filter((each) => !isDue(each));
  }
}

interface Waiting {
  readonly label: string;
  readonly turns: readonly string[];
  readonly answer: () => void;
}

const MODEL = { id: 'stub-model', object: 'model' };

/** Which turn of which run it is, as its prompts tell. */
function askedTurn(body: unknown): AskedTurn {
  const messages = listOf(field(body, 'messages'));
  const prompt = messages.map((message) => String(field(message, 'content'))).join('\n');
  const number = messages.filter((message) => field(message, 'role') === 'assistant').length + 1;
  const [, label = '', scenario = ''] = /\[(([a-z-]+)-\d+)\]/.exec(prompt) ?? [];
  const task = /^Task id: (\S+)$/m.exec(prompt)?.[1];
  const attempt = Number(/^Attempt: (\d+)$/m.exec(prompt)?.[1]);
  return task === undefined
    ? { label, scenario, turn: `plan ${String(number)}`, number }
    : { label, scenario, turn: `${task} ${String(attempt)} ${String(number)}`, number, task, attempt };
}

function completion(calls: readonly object[]): string {
  const toolCalls = calls.map((call, at) => ({
    id: `call-${String(at + 1)}`,
    type: 'function',
    function: call,
  }));
  const message = { role: 'assistant', content: null, tool_calls: toolCalls };
  return JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'stub-model',
    choices: [{ index: 0, finish_reason: 'tool_calls', message }],
    usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
  });
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
