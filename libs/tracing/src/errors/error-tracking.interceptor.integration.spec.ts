import { describe, expect, it } from '@jest/globals';
import { RunningChild } from '../fixtures/running-child.js';
import { SentryServer } from '../fixtures/sentry-server.js';

const post = (url: string, user: string): Promise<Response> =>
  fetch(`${url}/pay/${user}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-correlation-id': `order-of-${user}` },
    body: JSON.stringify({ amount: 1 }),
  });

describe.each(['express', 'fastify'])('errors in a Nest application on %s', (adapter) => {
  it('are reported once each, with their own user, path and ids', async () => {
    await using server = await SentryServer.start();
    const env = { SENTRY_DSN: server.dsn, OTEL_TRACES_EXPORTER: 'none', SENTRY_TRACES_SAMPLE_RATE: '0' };
    const app = await RunningChild.start('nest-errors', [adapter], env);
    const answers = await Promise.all([post(app.url, 'ann'), post(app.url, 'bob')]);
    expect(answers.map(({ status }) => status)).toEqual([500, 500]);
    expect((await post(app.url, 'eve')).status).toBe(403);
    for (const status of [400, 429]) await (await fetch(`${app.url}/pay/status/${status}`)).text();
    await (await fetch(`${app.url}/nowhere?token=x`)).text();
    expect(await app.end()).toBe(0);

    const events = server.payloads('event');
    const trace = { trace_id: expect.stringMatching(/^[\da-f]{32}$/), span_id: expect.any(String) };
    const contexts = expect.objectContaining({ trace: expect.objectContaining(trace) });
    const tags = (user: string): unknown =>
      expect.objectContaining({
        correlation_id: `order-of-${user}`,
        request_method: 'POST',
        request_path: `/pay/${user}`,
      });
    const thrown = (user: string): unknown =>
      expect.objectContaining({
        user: { id: user },
        tags: tags(user),
        contexts,
        breadcrumbs: [expect.objectContaining({ message: `asked by ${user}` })],
        extra: { handler: 'PayController.pay' },
        exception: { values: [expect.objectContaining({ value: `no money for ${user}` })] },
      });
    expect(events).toHaveLength(5);
    expect(events).toEqual(
      expect.arrayContaining([
        thrown('ann'),
        thrown('bob'),
        expect.objectContaining({
          message: 'a request was answered with 403',
          user: { id: 'eve' },
          tags: tags('eve'),
          contexts,
        }),
        expect.objectContaining({
          exception: { values: [expect.objectContaining({ value: 'refused with 429' })] },
        }),
        expect.objectContaining({ extra: { status: 404, method: 'GET', path: '/nowhere' } }),
      ]),
    );
    expect(server.payloads('transaction')).toEqual([]);
  }, 30_000);
});
