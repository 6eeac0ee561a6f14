import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SentryServer } from '../fixtures/sentry-server.js';
import { isRecord, linesOf, resultOf, startTraced } from '../fixtures/traced-child.js';

type Ids = Record<string, { traceId: string; spanId: string }>;
const isIds = (value: unknown): value is Ids => isRecord(value) && Object.values(value).every(isRecord);

const env = (server: SentryServer): Record<string, string> => ({
  SENTRY_DSN: server.dsn,
  GIT_COMMIT_SHA: '0123abc',
  ENVIRONMENT: 'staging',
  OTEL_TRACES_EXPORTER: 'none',
  SERVICE_NAME: 'shop',
});

describe('errors of a real process', () => {
  let server: SentryServer;
  let ids: Ids;
  let events: Record<string, unknown>[];
  let transactions: Record<string, unknown>[];

  beforeAll(async () => {
    server = await SentryServer.start();
    ids = await resultOf(startTraced('reported-errors', [], env(server)), isIds);
    events = server.payloads('event');
    transactions = server.payloads('transaction');
  }, 30_000);
  afterAll(() => server[Symbol.asyncDispose]());

  const eventWith = (text: string): Record<string, unknown> => {
    const found = events.filter((event) => JSON.stringify(event).includes(text));
    expect(found).toHaveLength(1);
    return found[0] ?? {};
  };
  const traceOf = (name: string): unknown => ({
    trace: { trace_id: ids[name]?.traceId, span_id: ids[name]?.spanId },
  });

  it.each(['ann', 'bob'])('are those of their own request: %s, beside another one', (user) => {
    const event = eventWith(`no money for ${user}`);
    const other = user === 'ann' ? 'bob' : 'ann';
    expect(event).toMatchObject({
      level: 'error',
      environment: 'staging',
      release: '0123abc',
      contexts: traceOf(user),
      user: { id: user, email: '[REDACTED]', tier: 'gold' },
      breadcrumbs: [{ category: 'shop', level: 'info', message: `asked by ${user}`, data: { user } }],
      extra: { step: 'pay' },
      exception: { values: [{ type: 'Error', value: `no money for ${user}` }] },
    });
    expect(event['tags']).toMatchObject({
      correlation_id: expect.any(String),
      'http.response.status_code': '500',
    });
    expect(JSON.stringify({ ...event, exception: undefined })).not.toContain(other);
  });

  it('are told by the status of an answer, when nobody says more', () => {
    for (const status of [403, 404, 429, 503])
      expect(eventWith(`answered with ${status}`)).toMatchObject({
        contexts: traceOf(`/status/${status}`),
        extra: { status, method: 'GET', path: `/status/${status}` },
      });
    expect(JSON.stringify(events)).not.toMatch(/status\/418|with 418/);
  });

  it('are those of a message and of a job, too', () => {
    expect(eventWith('bad message')).toMatchObject({
      contexts: traceOf('message'),
      user: { id: 'carol' },
      extra: { queue: 'orders' },
    });
    expect(eventWith('a job failed without an error')).toMatchObject({
      contexts: traceOf('job'),
      level: 'error',
      breadcrumbs: [{ category: 'jobs', level: 'info', message: 'a job begins', data: { job: 1 } }],
    });
    expect(eventWith('a job failed')).not.toHaveProperty('user');
  });

  it('go in envelopes that name their trace, and carry nothing of ours', () => {
    for (const { header, items, requestHeaders } of server.envelopes) {
      const [item] = items;
      expect(header['event_id']).toBe(item?.payload['event_id']);
      const contexts = item?.payload['contexts'];
      const trace = isRecord(contexts) ? contexts['trace'] : undefined;
      const traceId = isRecord(trace) ? trace['trace_id'] : undefined;
      expect(header['trace']).toMatchObject({ trace_id: traceId });
      for (const name of [
        'traceparent',
        'baggage',
        'throughline-untraced',
        'sentry-trace',
        'x-correlation-id',
      ])
        expect(requestHeaders).not.toHaveProperty(name);
    }
  });

  it('come with the traces, made of the spans of the one tracer', () => {
    const server = transactions.find((one) => hasSpan(one, ids['ann']?.spanId));
    expect(server).toMatchObject({
      contexts: { trace: { trace_id: ids['ann']?.traceId, op: 'http.server', status: 'internal_error' } },
      spans: [{ span_id: ids['ann']?.spanId, description: 'shop.pay', status: 'internal_error' }],
    });
    expect(JSON.stringify(transactions)).not.toMatch(/envelope|client\.address|network\.peer\.address/);
  });
});

function hasSpan({ spans }: Record<string, unknown>, id: string | undefined): boolean {
  const list: unknown[] = Array.isArray(spans) ? spans : [];
  return list.some((span) => isRecord(span) && span['span_id'] === id);
}

describe('a Sentry', () => {
  it('that hangs costs a bounded number of requests, and two seconds at the end', async () => {
    await using server = await SentryServer.start();
    server.answer = undefined;
    const [line] = await linesOf(startTraced('sentry-trouble', ['flood'], env(server)));
    expect(server.requests).toBeGreaterThan(0);
    expect(server.requests).toBeLessThanOrEqual(64);
    expect(isRecord(line) ? Number(line['shutdownMs']) : Infinity).toBeLessThan(4_000);
  }, 30_000);

  it('that has had enough is left alone, and told how much it was not sent', async () => {
    await using server = await SentryServer.start();
    server.answer = { status: 429, headers: { 'x-sentry-rate-limits': '60:error;transaction:organization' } };
    await linesOf(startTraced('sentry-trouble', ['limited'], env(server)));
    expect(server.bodies.filter((body) => body.includes('"type":"event"'))).toHaveLength(1);
    expect(server.bodies.join()).not.toMatch(/"second"|"third"/);
    expect(server.bodies.join()).toContain('{"reason":"ratelimit_backoff","category":"error","quantity":2}');
  }, 30_000);

  it('is not loaded without a DSN', async () => {
    const child = startTraced('sentry-trouble', ['loaded'], { OTEL_TRACES_EXPORTER: 'none' });
    expect(await linesOf(child)).toEqual([{ sentry: 0, files: expect.any(Number) }]);
  }, 30_000);

  it('hears of what nobody has caught, before the process dies of it', async () => {
    await using server = await SentryServer.start();
    const child = startTraced('sentry-trouble', ['uncaught'], env(server));
    child.stderr.unpipe();
    child.stderr.resume();
    const printed: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => printed.push(part));
    const code = await new Promise((resolve) => child.once('close', resolve));
    const span: unknown = JSON.parse(Buffer.concat(printed).toString());
    const ids = isRecord(span) ? { trace_id: span['traceId'], span_id: span['spanId'] } : {};
    expect(code).toBe(1);
    expect(server.payloads('event')).toEqual([
      expect.objectContaining({ level: 'fatal', contexts: expect.objectContaining({ trace: ids }) }),
    ]);
  }, 30_000);

  it.each(['nonsense', 'https://sentry.example/1', 'https://key@sentry.example/project'])(
    'with the DSN %s keeps a process from starting, and says which variable is wrong',
    async (dsn) => {
      const child = startTraced('sentry-trouble', ['loaded'], { SENTRY_DSN: dsn });
      child.stderr.unpipe();
      const said: Buffer[] = [];
      child.stderr.on('data', (part: Buffer) => said.push(part));
      const code = await new Promise((resolve) => child.once('close', resolve));
      expect({ code, said: Buffer.concat(said).toString() }).toEqual({
        code: 2,
        said: expect.stringMatching(/^SENTRY_DSN must be of the form https:/),
      });
    },
    30_000,
  );
});
