import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { request } from 'undici';
import { TOKEN, temporaryHome } from '../fixtures/echo.service.js';

const MAIN = fileURLToPath(new URL('../fixtures/echo.main.js', import.meta.url));
const PRELOAD = fileURLToPath(import.meta.resolve('@throughline/tracing/preload'));
// Each test starts one or two whole processes.
jest.setTimeout(60_000);

let home: Awaited<ReturnType<typeof temporaryHome>>;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  home = await temporaryHome();
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await home.remove();
});

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** The service as a process of its own, with a pipe as standard input and an IPC channel. */
function start(env: NodeJS.ProcessEnv): ChildProcess {
  const child = spawn(process.execPath, ['--import', PRELOAD, MAIN], {
    stdio: ['pipe', 'ignore', 'pipe', 'ipc'],
    env: {
      PATH: process.env['PATH'],
      THROUGHLINE_HOME: home.home,
      SERVICE_NAME: 'model-router',
      OTEL_TRACES_EXPORTER: 'none',
      ...env,
    },
  });
  children.add(child);
  child.on('exit', () => children.delete(child));
  return child;
}

async function startReady(env: NodeJS.ProcessEnv = {}): Promise<{ child: ChildProcess; url: string }> {
  const port = await freePort();
  const child = start({ MODEL_ROUTER_PORT: String(port), ...env });
  expect(await once(child, 'message')).toEqual([{ type: 'ready' }, undefined]);
  return { child, url: `http://127.0.0.1:${port}` };
}

async function endOf(child: ChildProcess): Promise<{ code: unknown; stderr: string }> {
  const stderr = child.stderr === null ? Promise.resolve('') : text(child.stderr);
  const exit: unknown[] = await once(child, 'exit');
  return { code: exit[0], stderr: await stderr };
}

describe('hostService', () => {
  it('tells its parent when it is ready, and drains at SIGTERM', async () => {
    const { child, url } = await startReady();
    const health = await request(`${url}/health/ready`);
    expect(health.statusCode).toBe(200);
    expect(await health.body.json()).toMatchObject({
      status: 'ok',
      info: { service: { state: 'ready' }, tracing: { status: 'up', tracing: 'healthy' } },
    });
    const metrics = await (await request(`${url}/metrics`)).body.text();
    expect(metrics).toMatch(/^http_requests_total\{method="GET",handler="\/health\/ready",status="200"\} 1/m);
    expect(metrics).toMatch(/^process_resident_memory_bytes \d+/m);
    child.kill('SIGTERM');
    expect((await endOf(child)).code).toBe(0);
  });

  it('answers requests with the trace that they belong to, and says what it knows of one', async () => {
    const { child, url } = await startReady();
    const headers = { authorization: `Bearer ${TOKEN}` };
    const failed = await request(`${url}/v1/echo/failures/passing`, { headers });
    expect(await failed.body.json()).toMatchObject({ traceId: expect.stringMatching(/^[0-9a-f]{32}$/) });
    const id = '01930000-0000-7000-8000-000000000001';
    const spans = await request(`${url}/internal/traces/${id}/spans`, { headers });
    const expected = { service: 'model-router', created: [], live: 0, unsentMessages: 0, unfinishedJobs: 0 };
    expect(await spans.body.json()).toEqual(expected);
    child.kill('SIGTERM');
    expect((await endOf(child)).code).toBe(0);
  });

  it('shuts down when its supervisor asks', async () => {
    const { child } = await startReady();
    child.send('shutdown');
    expect((await endOf(child)).code).toBe(0);
  });

  it('shuts down when its supervisor is gone', async () => {
    const { child } = await startReady({ THROUGHLINE_SUPERVISED: '1' });
    child.stdin?.end();
    expect((await endOf(child)).code).toBe(0);
  });

  it('names the port and the variable where the port is taken, and exits with 3', async () => {
    const { child, url } = await startReady();
    const { port } = new URL(url);
    const { code, stderr } = await endOf(start({ MODEL_ROUTER_PORT: port }));
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringMatching(`port ${port} of model-router is in use.*MODEL_ROUTER_PORT`),
    });
    child.kill('SIGTERM');
    expect((await endOf(child)).code).toBe(0);
  });

  it.each([
    [{ MODEL_ROUTER_PORT: 'high' }, /^MODEL_ROUTER_PORT must be a port from 1 to 65535, but is "high"\n$/],
    [{ THROUGHLINE_HOME: '' }, /^THROUGHLINE_HOME (is not set|must be the absolute path).*\n$/],
  ])('says what is wrong with %j, and exits with 2', async (env, sentence) => {
    const { code, stderr } = await endOf(start(env));
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(sentence) });
  });
});
