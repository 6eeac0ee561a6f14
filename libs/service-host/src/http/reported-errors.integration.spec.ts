import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ReportedEvents } from '@throughline/testing';
import { TOKEN, temporaryHome } from '../fixtures/echo.service.js';

const MAIN = fileURLToPath(new URL('../fixtures/echo.main.js', import.meta.url));
const PRELOAD = fileURLToPath(import.meta.resolve('@throughline/tracing/preload'));

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

describe('a service that reports to Sentry', () => {
  let home: Awaited<ReturnType<typeof temporaryHome>>;
  let reported: ReportedEvents;
  let child: ChildProcess;
  let url: string;

  const start = (port: number, dsn: string): ChildProcess =>
    spawn(process.execPath, ['--import', PRELOAD, MAIN], {
      stdio: ['pipe', 'ignore', 'pipe', 'ipc'],
      env: {
        PATH: process.env['PATH'],
        THROUGHLINE_HOME: home.home,
        SERVICE_NAME: 'model-router',
        MODEL_ROUTER_PORT: String(port),
        OTEL_TRACES_EXPORTER: 'none',
        SENTRY_DSN: dsn,
        SENTRY_TRACES_SAMPLE_RATE: '0',
      },
    });
  const get = async (path: string): Promise<unknown> =>
    (await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${TOKEN}` } })).json();

  beforeAll(async () => {
    home = await temporaryHome();
    reported = await ReportedEvents.start();
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const port = portOf(probe);
    probe.close();
    await once(probe, 'close');
    child = start(port, reported.dsn);
    await once(child, 'message');
    url = `http://127.0.0.1:${port}`;
  }, 60_000);
  afterAll(async () => {
    child.kill('SIGKILL');
    await reported[Symbol.asyncDispose]();
    await home.remove();
  });

  it('tells of requests that have failed, each once, under the trace id of its answer', async () => {
    const unforeseen = await get('/v1/echo/failures/unforeseen');
    const passing = await get('/v1/echo/failures/passing');
    const unknown = await get('/v1/nope');
    await get('/v1/echo/remaining');
    await (await fetch(`${url}/v1/echo/remaining`)).json(); // without a token: 401 is none of those
    child.kill('SIGTERM');
    await once(child, 'exit');
    const reports = reported.events.map(({ contexts, tags, extra }) => ({
      traceId: isRecord(contexts) && isRecord(contexts['trace']) ? contexts['trace']['trace_id'] : undefined,
      correlationId: isRecord(tags) ? tags['correlation_id'] : undefined,
      code: isRecord(extra) ? extra['code'] : undefined,
    }));
    expect(reports).toHaveLength(3);
    expect(reports).toEqual(expect.arrayContaining([unforeseen, passing, unknown].map(idsOf)));
  }, 60_000);

  it('does not start with a DSN that is none', async () => {
    const failing = start(0, 'nonsense');
    const [said, exit]: [string, unknown[]] = await Promise.all([
      failing.stderr === null ? '' : text(failing.stderr),
      once(failing, 'exit'),
    ]);
    expect({ said, code: exit[0] }).toEqual({
      said: expect.stringMatching(/^SENTRY_DSN must be of the form/),
      code: 2,
    });
  }, 60_000);
});

/** What an answer says of itself. */
function idsOf(problem: unknown): unknown {
  if (!isRecord(problem)) throw new Error(`no problem: ${JSON.stringify(problem)}`);
  const { traceId, correlationId, code } = problem;
  return { traceId, correlationId, code };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}
