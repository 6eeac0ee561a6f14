import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'node:http';
import { once } from 'node:events';
import { OtlpReceiver } from '../fixtures/otlp-receiver.js';
import { RunningChild } from '../fixtures/running-child.js';
import { isRecord } from '../fixtures/traced-child.js';
import type { TraceSpan } from '../validation/trace-span.js';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

/** Ids without dashes are taken as they are. */
const sent = {
  'x-correlation-id': 'order-4711',
  traceparent: `00-${TRACE_ID}-b7ad6b7169203331-01`,
};

describe.each(['express', 'fastify'])('TracingModule in an application on %s', (adapter) => {
  let receiver: OtlpReceiver;
  let app: RunningChild;
  let first: Response;
  let answer: unknown;
  let spans: TraceSpan[];

  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${app.url}${path}`, { headers });

  /** The lines of one metric. */
  async function series(name: string): Promise<string[]> {
    const lines = (await (await get('/metrics')).text()).split('\n');
    return lines.filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  }

  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
    const env = { SERVICE_NAME: 'shop', OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint };
    app = await RunningChild.start('nest-app', [adapter], env);
    first = await get('/orders/7?token=hunter2', sent);
    answer = await first.json();
  }, 30_000);
  afterAll(async () => {
    app.child.kill('SIGKILL');
    await receiver.stop();
  });

  it('gives the answer the ids that the request came with', () => {
    expect(first.status).toBe(200);
    expect(first.headers.get('x-correlation-id')).toBe('order-4711');
    expect(first.headers.get('x-request-id')).toBe('order-4711');
    expect(answer).toMatchObject({ service: 'shop' });
  });

  it('hands them on to whom the application calls', () => {
    expect(answer).toMatchObject({
      callee: {
        'x-correlation-id': 'order-4711',
        baggage: 'correlation_id=order-4711',
        traceparent: expect.stringContaining(TRACE_ID),
      },
    });
  });

  it('takes X-Request-ID where there is no correlation id, and makes one where there is neither', async () => {
    const named = await get('/orders/8/headers', { 'x-request-id': 'request-9' });
    expect(named.headers.get('x-correlation-id')).toBe('request-9');
    const unnamed = await get('/orders/8/headers');
    expect(unnamed.headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
    const hostile = await get('/orders/8/headers', { 'x-correlation-id': 'a'.repeat(500) });
    expect(hostile.headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
    const untraced = await get('/health/nothing', { 'x-correlation-id': 'probe-1' });
    expect(untraced.headers.get('x-correlation-id')).toBe('probe-1');
  });

  it('names the request on log lines, without its query', () => {
    expect(app.lines).toContainEqual(
      expect.objectContaining({
        message: 'reading',
        request_method: 'GET',
        request_path: '/orders/7',
        correlation_id: 'order-4711',
        trace_id: TRACE_ID,
      }),
    );
  });

  it('counts and times requests by their route, refused ones too', async () => {
    await get('/orders/7/secret');
    await get('/nowhere/else');
    const requests = await series('http_requests_total');
    const counted = (handler: string, status: number, times: number): string =>
      `http_requests_total{method="GET",handler="${handler}",status="${status}"} ${times}`;
    expect(requests).toContain(counted('/orders/:id', 200, 1));
    expect(requests).toContain(counted('/orders/:id/secret', 403, 1));
    expect(requests).toContain(counted('none', 404, 2));
    expect(await series('http_request_duration_seconds_bucket')).toContain(
      'http_request_duration_seconds_bucket{method="GET",handler="/orders/:id",status="200",le="30"} 1',
    );
    expect(await series('http_requests_in_flight')).toEqual(['http_requests_in_flight 1']);
  });

  it('shows the metrics to nobody who comes through a proxy', async () => {
    const refused = await get('/metrics', { 'x-forwarded-for': '203.0.113.5' });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ message: expect.stringContaining('metrics.readers') });
  });

  it('keeps the number of series bounded, whatever comes in', async () => {
    const models = Array.from({ length: 230 }, (_, i) => `model-${i}`);
    await Promise.all(models.map(async (model) => (await get(`/orders/1/models/${model}`)).text()));
    for (const path of ['/a', '/b', '/c']) await get(path);
    await method('PURGE', `${app.url}/orders/1`);
    const calls = await series('llm_requests_total');
    expect(calls).toHaveLength(201);
    expect(calls.at(-1)).toBe('llm_requests_total{model="other",provider="other",status="other"} 30');
    const requests = await series('http_requests_total');
    expect(requests.length).toBeLessThan(12);
    expect(requests.filter((line) => line.includes('method="other"'))).toHaveLength(1);
  });

  it('exports what has ended when the application is closed, and ends with 0', async () => {
    expect(await app.end()).toBe(0);
    spans = receiver.trace(TRACE_ID);
    const server = spans.find(({ kind, name }) => kind === 'SERVER' && name === 'GET /orders/:id');
    expect(server?.attributes).toMatchObject({
      'http.route': '/orders/:id',
      correlation_id: 'order-4711',
      request_id: 'order-4711',
      'shop.secret': '***',
    });
    expect(spans.filter(({ kind }) => kind === 'SERVER')).toHaveLength(2);
    expect(receiver.received.map(({ name }) => name)).toContain('GET /orders/:id/secret');
    expect(
      receiver.received.some(
        ({ attributes }) => isRecord(attributes) && attributes['url.path'] === '/metrics',
      ),
    ).toBe(false);
  });
});

/** A request with a method that `fetch` may not use. */
async function method(name: string, url: string): Promise<void> {
  const asked = request(url, { method: name }, (response) => response.resume()).end();
  await once(asked, 'close');
}
