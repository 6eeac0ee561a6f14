import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { withDeadline } from '@throughline/resilience';
import { IsInt } from 'class-validator';
import { createServiceClient } from './create-service-client.js';
import type { ServiceClient } from './service-client.js';
import { refuseCallsInside } from './unit-of-work-guard.js';

class Answer {
  @IsInt() value!: number;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let home: string;
let server: Server;
let client: ServiceClient;
let handler: Handler;
let requests: IncomingMessage[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'throughline-client-'));
  await writeFile(join(home, 'token'), 'first\n');
  requests = [];
  handler = (_request, response) => answer(response, 200, { value: 1 });
  server = createServer((request, response) => {
    requests.push(request);
    handler(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = createServiceClient({ home, env: { GIT_WORKTREE_PORT: String(portOf(server)) } });
});
afterEach(async () => {
  await client.close();
  server.closeAllConnections();
  server.close();
  await rm(home, { recursive: true });
});

function portOf(listening: Server): number {
  const address = listening.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function answer(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

const problem = (status: number, code: string, more: object = {}) => ({
  type: `urn:throughline:error:${code}`,
  title: 'x',
  status,
  detail: `it is ${code}`,
  code,
  retryable: status === 503,
  ...more,
});

const get = (options = {}) => client.get('git-worktree', '/thing', Answer, options);
const post = (options = {}) => client.post('git-worktree', '/thing', { a: 1 }, Answer, options);

describe('a call', () => {
  it('carries the token, its deadline and its body, and answers with an instance of its class', async () => {
    handler = (request, response) => {
      void text(request).then((body) => answer(response, 200, { value: body.length, later: 'field' }));
    };
    const result = await post({ timeoutMs: 5_000, headers: { 'idempotency-key': 'k' } });
    expect(result).toBeInstanceOf(Answer);
    expect(result).toEqual({ value: '{"a":1}'.length });
    const headers = requests[0]?.headers;
    expect(headers).toMatchObject({ authorization: 'Bearer first', 'idempotency-key': 'k' });
    const remaining = Number(headers?.['throughline-deadline']) - Date.now();
    expect(remaining).toBeGreaterThan(0);
    expect(remaining).toBeLessThanOrEqual(5_000);
  });

  it('has no more time than the work that it is part of', async () => {
    await withDeadline(Date.now() + 2_000, () => get({ timeoutMs: 60_000 }));
    expect(Number(requests[0]?.headers['throughline-deadline']) - Date.now()).toBeLessThanOrEqual(2_000);
  });

  it('is not made when that time is up', async () => {
    const late = withDeadline(Date.now() - 1, () => get());
    await expect(late).rejects.toMatchObject({ code: 'deadline_exceeded', kind: 'timeout' });
    expect(requests).toHaveLength(0);
  });

  it('ends when its time is up, while the other side says nothing', async () => {
    handler = () => undefined;
    await expect(post({ timeoutMs: 100 })).rejects.toMatchObject({ code: 'deadline_exceeded' });
  });

  it('ends when its time is up, while the body does not come to its end', async () => {
    handler = (_request, response) => void response.writeHead(200).write('{"value":');
    await expect(post({ timeoutMs: 100 })).rejects.toMatchObject({ code: 'deadline_exceeded' });
  });

  it('ends with the reason of its caller', async () => {
    const stop = new AbortController();
    handler = () => stop.abort(new Error('the run was cancelled'));
    await expect(post({ signal: stop.signal })).rejects.toThrow('the run was cancelled');
  });

  it('throws inside a unit of work', async () => {
    refuseCallsInside(() => true);
    const call = get();
    refuseCallsInside(() => false);
    await expect(call).rejects.toMatchObject({ code: 'call_inside_unit_of_work', kind: 'internal' });
    expect(requests).toHaveLength(0);
  });
});

describe('a refusal', () => {
  it('is thrown with its own code, kind, sentence and fields', async () => {
    const fields = { path: '../x' };
    handler = (_request, response) => answer(response, 422, problem(422, 'path_outside', { fields }));
    await expect(post()).rejects.toMatchObject({
      name: 'RemoteError',
      code: 'path_outside',
      kind: 'refused',
      message: 'it is path_outside',
      fields,
      retryable: false,
    });
  });

  it('without an explanation still has its status', async () => {
    handler = (_request, response) => void response.writeHead(404).end('<html>');
    await expect(post()).rejects.toMatchObject({ code: 'remote_error', kind: 'not_found' });
  });

  it.each([
    ['that is no JSON', 'nonsense'],
    ['of another form', '{"value":"1"}'],
    ['that is a list', '[]'],
  ])('is made of an answer %s', async (_what, body) => {
    handler = (_request, response) => void response.writeHead(200).end(body);
    await expect(post()).rejects.toMatchObject({ code: 'invalid_response', kind: 'upstream' });
  });

  it('of the token makes the next call read the token again', async () => {
    handler = (request, response) =>
      request.headers.authorization === 'Bearer second'
        ? answer(response, 200, { value: 2 })
        : answer(response, 401, problem(401, 'wrong_token'));
    await expect(post()).rejects.toMatchObject({ code: 'wrong_token' });
    await writeFile(join(home, 'token'), 'second');
    await expect(post()).resolves.toEqual({ value: 2 });
  });
});

describe('a service that is away', () => {
  const away = (times: number): void => {
    let left = times;
    handler = (_request, response) =>
      left-- > 0
        ? answer(response, 503, problem(503, 'database_unavailable'))
        : answer(response, 200, { value: 3 });
  };

  it('is asked again, at most twice, where asking twice is safe', async () => {
    away(2);
    await expect(get()).resolves.toEqual({ value: 3 });
    expect(requests).toHaveLength(3);
    away(3);
    await expect(get()).rejects.toMatchObject({ code: 'database_unavailable', kind: 'unavailable' });
    expect(requests).toHaveLength(6);
  });

  it('is not asked again where it is not, unless the caller says that it is', async () => {
    away(1);
    await expect(post()).rejects.toMatchObject({ code: 'database_unavailable' });
    expect(requests).toHaveLength(1);
    away(1);
    await expect(post({ idempotent: true })).resolves.toEqual({ value: 3 });
  });

  it('is not asked again when it could not reach another, or wants to be left alone for long', async () => {
    handler = (_request, response) => answer(response, 503, problem(503, 'service_unavailable'));
    await expect(get()).rejects.toMatchObject({ code: 'service_unavailable' });
    handler = (_request, response) => {
      response.setHeader('retry-after', '30');
      answer(response, 503, problem(503, 'broker_backlog'));
    };
    await expect(get()).rejects.toMatchObject({ code: 'broker_backlog', retryAfterSeconds: 30 });
    expect(requests).toHaveLength(2);
  });

  it('is given the time to be started again', async () => {
    const back = performance.now() + 1_200;
    handler = (request, response) => {
      if (performance.now() < back) request.socket.destroy();
      else answer(response, 200, { value: 4 });
    };
    await expect(get()).resolves.toEqual({ value: 4 });
  });

  it('is unavailable when nobody listens, and when it hangs up', async () => {
    handler = (request) => request.socket.destroy();
    await expect(post()).rejects.toMatchObject({ code: 'service_unavailable', retryable: true });
    const nobody = createServiceClient({ home, env: { GIT_WORKTREE_PORT: '1' } });
    const call = nobody.post('git-worktree', '/thing', {}, Answer);
    await expect(call).rejects.toMatchObject({
      code: 'service_unavailable',
      fields: { service: 'git-worktree' },
    });
    await nobody.close();
  });

  it('is left alone after five failures in a row', async () => {
    handler = (request) => request.socket.destroy();
    for (let i = 0; i < 5; i++) await post().catch(() => undefined);
    await expect(post()).rejects.toMatchObject({ code: 'service_unavailable' });
    expect(requests).toHaveLength(5);
  });

  it.each([
    [404, 'run_not_found'],
    [503, 'service_unavailable'],
  ])('is not left alone because of what it answers (%i)', async (status, code) => {
    handler = (_request, response) => answer(response, status, problem(status, code));
    for (let i = 0; i < 20; i++) await expect(post()).rejects.toMatchObject({ code });
    expect(requests).toHaveLength(20);
  });
});

describe('a stream', () => {
  it('comes as it is sent, longer than the time to its beginning', async () => {
    handler = (_request, response) => {
      response.writeHead(200).write('one ');
      setTimeout(() => response.end('two'), 300);
    };
    const stream = await client.stream('git-worktree', '/tar', { tree: 'x' }, { timeoutMs: 200 });
    expect(await text(stream)).toBe('one two');
    expect(requests[0]?.method).toBe('POST');
  });

  it('ends with an error when it is silent for too long', async () => {
    handler = (_request, response) => void response.writeHead(200).write('one ');
    const stream = await client.stream('git-worktree', '/events', undefined, { idleTimeoutMs: 100 });
    await expect(text(stream)).rejects.toMatchObject({ code: 'deadline_exceeded' });
  });

  it('that breaks ends with the service being away', async () => {
    handler = (request, response) => response.writeHead(200).write('one ', () => request.socket.destroy());
    const stream = await client.stream('git-worktree', '/events');
    await expect(text(stream)).rejects.toMatchObject({ code: 'service_unavailable', retryable: true });
  });

  it('ends at the other side too when its reader has enough', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    handler = (_request, response) => {
      response.on('close', resolve);
      response.writeHead(200).write('one ');
    };
    const stream = await client.stream('git-worktree', '/events');
    stream.destroy();
    await closed;
  });

  it('that is refused is thrown like any refusal', async () => {
    handler = (_request, response) => answer(response, 404, problem(404, 'run_not_found'));
    await expect(client.stream('git-worktree', '/events')).rejects.toMatchObject({ code: 'run_not_found' });
  });
});

describe('createServiceClient', () => {
  it('says what is missing', async () => {
    expect(() => createServiceClient({ env: {} })).toThrow('THROUGHLINE_HOME is not set');
    const nowhere = createServiceClient({ home: join(home, 'nowhere'), env: {} });
    const call = nowhere.get('git-worktree', '/thing', Answer);
    await expect(call).rejects.toMatchObject({ code: 'token_unreadable', retryable: false });
  });
});
