import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newRunId } from '@throughline/contracts';
import { createServiceClient, type ServiceClient } from '@throughline/service-client/client';
import { allEvents, runEvents } from './run-events.js';

let home: string;
let server: Server;
let client: ServiceClient;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const id = newRunId();

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'run-events-'));
  await writeFile(join(home, 'token'), 'secret');
  server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  client = createServiceClient({ home, env: { API_GATEWAY_PORT: String(port) } });
});
afterEach(async () => {
  await client.close();
  server.close();
  await rm(home, { recursive: true });
});

const frame = (sequence: number, state: string): string => {
  const data = { sequence, runId: id, at: 't', kind: 'run', taskId: null, attempt: null, state, text: '' };
  return `id: ${sequence}\nevent: run\ndata: ${JSON.stringify(data)}\n\n`;
};

async function states(): Promise<string[]> {
  const seen: string[] = [];
  for await (const event of runEvents(client, id, new AbortController().signal)) seen.push(event.state);
  return seen;
}

describe('runEvents', () => {
  it('goes on where a broken stream ended, and shows each event once', async () => {
    const asked: (string | undefined)[] = [];
    answer = (request, response) => {
      asked.push(request.headers['last-event-id']?.toString());
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      if (asked.length === 1)
        response.write(frame(1, 'planning') + frame(2, 'running'), () => response.destroy());
      else response.end(`: alive\n\n${frame(2, 'running')}${frame(3, 'succeeded')}`);
    };
    expect(await states()).toEqual(['planning', 'running', 'succeeded']);
    expect(asked).toEqual([undefined, '2']);
  });
  it('puts events together that arrive in pieces', async () => {
    const [head, tail] = [frame(1, 'succeeded').slice(0, 40), frame(1, 'succeeded').slice(40)];
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(head, () => response.end(tail));
    };
    expect(await states()).toEqual(['succeeded']);
  });
  it('gives up at once when it is refused', async () => {
    answer = (_request, response) => {
      response.writeHead(404, { 'content-type': 'application/problem+json' });
      const problem = {
        type: 'x',
        title: 'x',
        status: 404,
        detail: 'no run',
        code: 'run_not_found',
        retryable: false,
      };
      response.end(JSON.stringify(problem));
    };
    await expect(states()).rejects.toMatchObject({ code: 'run_not_found' });
  });
});

describe('allEvents', () => {
  it('comes back to the position that it was given, although it has heard of nothing', async () => {
    const asked: unknown[] = [];
    answer = (request, response) => {
      asked.push([request.url, request.headers['last-event-id']]);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const position = 'id: 70-0\nevent: position\ndata: {}\n\n';
      if (asked.length === 1) response.write(position, () => response.destroy());
      else response.write(frame(9, 'running'));
    };
    const ended = new AbortController();
    for await (const event of allEvents(client, 'now', ended.signal)) {
      expect(event.sequence).toBe(9);
      break;
    }
    expect(asked).toEqual([
      ['/v1/events?from=now', undefined],
      ['/v1/events?from=now', '70-0'],
    ]);
  });
});
