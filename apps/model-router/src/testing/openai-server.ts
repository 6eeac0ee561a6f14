import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { text as bodyOf } from 'node:stream/consumers';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server on this machine that speaks OpenAI's wire form, or breaks it, as a test says. */
export class OpenAiServer {
  readonly seen: SeenRequest[] = [];
  /** What the next requests get, in order; the last one stays. */
  answers: Answer[] = [];
  readonly #server: Server = createServer((request, response) => void this.#serve(request, response));

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  get baseUrl(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the server does not listen');
    return `http://127.0.0.1:${String(address.port)}/v1`;
  }

  will(...answers: Answer[]): void {
    this.answers = answers;
    this.seen.length = 0;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    if (this.#server.listening) await once(this.#server, 'close');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    this.seen.push({
      path: request.url ?? '',
      headers: request.headers,
      body: body,
    });
    const answer = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
    answer?.(request, response);
  }
}

export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

export const text =
  (body: string, status = 200, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    response.writeHead(status, headers).end(body);

/** Takes the request and says nothing. */
export const silence: Answer = () => undefined;

/** Breaks the connection off before an answer. */
export const reset: Answer = (request) => request.socket.resetAndDestroy();

/** Sends without an end. */
export const flood: Answer = (_, response) => {
  const chunk = Buffer.alloc(1024 * 1024, 'x');
  const send = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.writeHead(200, { 'content-type': 'application/json' }).on('drain', send);
  send();
};

export const completion = (more: object = {}): object => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'model-a-2026-01-01',
  choices: [
    {
      index: 0,
      finish_reason: 'stop',
      logprobs: null,
      message: { role: 'assistant', content: 'Hello', refusal: null },
    },
  ],
  usage: {
    prompt_tokens: 11,
    completion_tokens: 3,
    total_tokens: 14,
    prompt_tokens_details: { cached_tokens: 4 },
  },
  ...more,
});
