import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IsInt } from 'class-validator';
import { createServiceClient } from '../create-service-client.js';
import type { CallOptions, ServiceClient } from '../service-client.js';

/** What is expected of the called service. */
export class Answer {
  @IsInt() value!: number;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Stands where git-worktree would stand, and answers as the test says; with a client that calls it. */
export class CalledService {
  readonly requests: IncomingMessage[] = [];
  handler: Handler = (_request, response) => answer(response, 200, { value: 1 });

  private constructor(
    readonly home: string,
    readonly client: ServiceClient,
    private readonly server: Server,
  ) {}

  static async start(): Promise<CalledService> {
    const home = await mkdtemp(join(tmpdir(), 'throughline-client-'));
    await writeFile(join(home, 'token'), 'first\n');
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = createServiceClient({ home, env: { GIT_WORKTREE_PORT: String(portOf(server)) } });
    const service = new CalledService(home, client, server);
    server.on('request', (request, response) => {
      service.requests.push(request);
      service.handler(request, response);
    });
    return service;
  }

  get(options: CallOptions = {}): Promise<Answer> {
    return this.client.get('git-worktree', '/thing', Answer, options);
  }

  post(options: CallOptions = {}): Promise<Answer> {
    return this.client.post('git-worktree', '/thing', { a: 1 }, Answer, options);
  }

  async stop(): Promise<void> {
    await this.client.close();
    this.server.closeAllConnections();
    this.server.close();
    await rm(this.home, { recursive: true });
  }
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

export function answer(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

export const problem = (status: number, code: string, more: object = {}) => ({
  type: `urn:throughline:error:${code}`,
  title: 'x',
  status,
  detail: `it is ${code}`,
  code,
  retryable: status === 503,
  ...more,
});
