import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Problem } from '@throughline/contracts';
import { plainToInstance } from 'class-transformer';
import { validateOrReject } from 'class-validator';
import { Agent, type Dispatcher, request } from 'undici';
import { EchoModule, TOKEN, temporaryHome } from '../fixtures/echo.service.js';
import { type RunningService, startService } from '../lifecycle/start-service.js';

let service: RunningService;
let home: Awaited<ReturnType<typeof temporaryHome>>;
const dispatcher = new Agent();

beforeAll(async () => {
  home = await temporaryHome();
  service = await startService(EchoModule, { port: 0 });
});
afterAll(async () => {
  await dispatcher.close();
  await service.stop();
  await home.remove();
});

interface Call {
  readonly method?: Dispatcher.HttpMethod;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

const json = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
const call = (path: string, { method = 'GET', headers = json, body }: Call = {}) =>
  request(`${service.url}${path}`, { dispatcher, method, headers, ...(body === undefined ? {} : { body }) });
const post = (body: string | Buffer, headers: Record<string, string> = json) =>
  call('/v1/echo', { method: 'POST', headers, body });

/** The answer's problem, checked against its class. */
async function problemOf(response: Dispatcher.ResponseData): Promise<Problem> {
  expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
  const problem = plainToInstance(Problem, Object(await response.body.json()));
  await validateOrReject(problem);
  expect(problem.status).toBe(response.statusCode);
  expect(problem.correlationId).toBe(response.headers['x-correlation-id']);
  return problem;
}

async function expectRefusal(
  response: Dispatcher.ResponseData,
  status: number,
  code: string,
  detail: RegExp,
) {
  const problem = await problemOf(response);
  expect({ status: problem.status, code: problem.code }).toEqual({ status, code });
  expect(problem.detail).toMatch(detail);
}

describe('a good request', () => {
  it('is answered', async () => {
    const response = await post(JSON.stringify({ text: 'hello', limits: { turns: 3 } }));
    expect(response.statusCode).toBe(201);
    expect(await response.body.json()).toEqual({ text: 'hello', limits: { turns: 3 } });
  });

  it('may come from the platform’s own page', async () => {
    const response = await call('/v1/echo/remaining', { headers: { ...json, origin: service.url } });
    await response.body.dump();
    expect(response.statusCode).toBe(200);
  });
});

describe('callers', () => {
  it('without a token are told where it is', async () => {
    await expectRefusal(
      await call('/v1/echo/remaining', { headers: {} }),
      401,
      'missing_token',
      /state folder/,
    );
  });
  it('with a wrong token are refused', async () => {
    const headers = { authorization: 'Bearer wrong' };
    await expectRefusal(
      await call('/v1/echo/remaining', { headers }),
      401,
      'wrong_token',
      /not that of this/,
    );
  });
  it('need no token for what is public', async () => {
    const response = await call('/v1/echo/open', { headers: {} });
    await response.body.dump();
    expect(response.statusCode).toBe(200);
  });
  it.each(['evil.example', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example:80', '10.0.0.1:80'])(
    'that address the host %s are refused, even where everything is public',
    async (host) => {
      const response = await call('/health/live', { headers: { host } });
      await expectRefusal(response, 403, 'foreign_host', /addressed to 127\.0\.0\.1/);
    },
  );
  it.each(['https://evil.example', 'null', 'http://127.0.0.1:1'])(
    'from a page of %s are refused',
    async (origin) => {
      const response = await call('/v1/echo/remaining', { headers: { ...json, origin } });
      await expectRefusal(response, 403, 'foreign_origin', /may not call/);
    },
  );
  it.each([
    ['two hosts', '/health/live', 'Host: evil.example\r\n'],
    ['a target with a host of its own', 'http://evil.example/health/live', ''],
  ])('that name %s are refused', async (_what, target, header) => {
    const { host, port } = new URL(service.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.end(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${header}Connection: close\r\n\r\n`);
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
    expect(answer).toContain('"foreign_host"');
  });
  it('of a foreign host learn nothing of which routes there are', async () => {
    await expectRefusal(await call('/nope', { headers: { host: 'evil.example' } }), 403, 'foreign_host', /./);
  });
});

describe('bodies', () => {
  it.each([
    ['broken JSON', '{"text": '],
    ['an empty body', ''],
    ['a __proto__ key', '{"text":"x","__proto__":{"admin":true}}'],
    ['a constructor.prototype key', '{"text":"x","constructor":{"prototype":{"admin":true}}}'],
    ['a depth without end', `{"text":${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
    ['text that is not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
  ])('with %s are refused', async (_what, body) => {
    await expectRefusal(await post(body), 400, 'invalid_json', /not JSON that can be used/);
    expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false);
  });

  it.each([
    ['an unknown field', { text: 'x', admin: true }, /admin is not known here/],
    ['a missing field', {}, /text must be a string/],
    ['"false" for a boolean', { text: 'x', loud: 'false' }, /loud must be a boolean/],
    ['an array for a text', { text: ['x'] }, /text must be a string/],
    ['a nested mistake', { text: 'x', limits: { turns: 0 } }, /limits\.turns must not be less than 1/],
    ['a nested unknown field', { text: 'x', limits: { turns: 1, y: 1 } }, /limits\.y is not known here/],
  ])('with %s are refused by name', async (_what, body, sentence) => {
    await expectRefusal(await post(JSON.stringify(body)), 400, 'invalid_input', sentence);
  });

  it.each([
    [{}, 'text must be a string'],
    [{ text: 'x', limits: 5 }, 'limits must be an object'],
    [{ text: 'x', limits: [] }, 'limits must be an object'],
    [{ text: 'x', limits: { turns: 'many' } }, 'limits.turns must be an integer number'],
  ])('with a value of the wrong kind are told the kind, and nothing else: %j', async (body, sentence) => {
    expect((await problemOf(await post(JSON.stringify(body)))).detail).toBe(sentence);
  });

  it('that are an array or a number are refused', async () => {
    for (const body of ['[1]', '7']) expect((await problemOf(await post(body))).status).toBe(400);
  });

  it('larger than the limit are refused', async () => {
    const body = JSON.stringify({ text: 'x'.repeat(70_000) });
    await expectRefusal(await post(body), 413, 'body_too_large', /larger than/);
  });

  it('of another type are refused', async () => {
    const headers = { ...json, 'content-type': 'text/xml' };
    await expectRefusal(await post('<a/>', headers), 415, 'unsupported_media_type', /application\/json/);
  });
});

describe('paths', () => {
  it('that nobody knows are not found', async () => {
    await expectRefusal(await call('/v1/nope'), 404, 'not_found_route', /Cannot GET \/v1\/nope/);
  });
  it('that cannot be decoded are refused', async () => {
    await expectRefusal(await call('/v1/%zz'), 400, 'invalid_url', /wrongly encoded/);
  });
});

describe('deadlines', () => {
  it('cut the time of the work', async () => {
    const headers = { ...json, 'throughline-deadline': String(Date.now() + 5_000) };
    const response = await call('/v1/echo/remaining', { headers });
    const answer: unknown = await response.body.json();
    const ms = Number(
      typeof answer === 'object' && answer !== null && 'ms' in answer ? answer.ms : Number.NaN,
    );
    expect(ms).toBeLessThanOrEqual(5_000);
    expect(ms).toBeGreaterThan(1_000);
  });
  it('hold for work that comes after a body too', async () => {
    const headers = { ...json, 'throughline-deadline': String(Date.now() - 1) };
    await expectRefusal(
      await post('{"text":"x"}', headers),
      504,
      'deadline_exceeded',
      /longer than its deadline/,
    );
  });
  it('that are no time are refused', async () => {
    const headers = { ...json, 'throughline-deadline': 'soon' };
    await expectRefusal(await call('/v1/echo/remaining', { headers }), 400, 'invalid_deadline', /soon/);
  });
});

describe('failures', () => {
  it('that nobody foresaw tell nothing of themselves', async () => {
    const response = await call('/v1/echo/failures/unforeseen');
    const problem = await problemOf(response);
    expect(problem).toMatchObject({ status: 500, code: 'internal_error', retryable: false });
    expect(JSON.stringify(problem)).not.toContain('hunter2');
  });
  it('that pass say when to come back', async () => {
    const response = await call('/v1/echo/failures/passing');
    expect(response.headers['retry-after']).toBe('7');
    await expectRefusal(response, 503, 'echo_is_tired', /tired/);
  });
});

describe('what is not even HTTP', () => {
  const raw = async (request: string): Promise<string> => {
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(request);
    return text(socket);
  };
  it('is refused with a problem', async () => {
    expect(await raw('NONSENSE\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 .*"code":"bad_request"/s);
  });
  it('or has a header of 20 KiB, is refused with a problem', async () => {
    const answer = await raw(`GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_480)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 .*"code":"headers_too_large"/s);
  });
});
