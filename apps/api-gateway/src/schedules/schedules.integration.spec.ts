import { describe, expect, it } from '@jest/globals';
import { gatewayTests } from '../fixtures/gateway-tests.js';

const run = { goal: 'Do it', repository: '/repo' };
const wanted = { name: 'nightly', cron: '0 3 * * *', timeZone: 'Europe/Berlin', run };
const schedule = {
  ...wanted,
  ...{ id: 'x', missed: 'once', overlap: 'skip', paused: false, createdAt: '2026-01-01T00:00:00.000Z' },
  ...{ nextAt: '2026-01-02T02:00:00.000Z', firings: [] },
};

describe('schedules at the gateway', () => {
  const tests = gatewayTests();
  const { orchestrator } = tests;

  const ask = (method: string, path: string, body?: object) =>
    fetch(`${tests.gateway.url}/v1/schedules${path}`, {
      method,
      headers: {
        authorization: 'Bearer the-token',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  it('are added by their owner', async () => {
    orchestrator.answers('POST /v1/schedules', 201, schedule);
    const answer = await ask('POST', '', wanted);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe('/v1/schedules/nightly');
    expect(await answer.json()).toEqual(schedule);
    expect(orchestrator.requests.map(({ body }) => body)).toEqual([wanted]);
  });

  it.each([
    ['GET', '', '', { schedules: [schedule] }],
    ['GET', '/nightly', '/nightly', schedule],
    ['DELETE', '/nightly', '/nightly', schedule],
    ['POST', '/nightly/pause', '/nightly/pause', schedule],
    ['POST', '/nightly/resume', '/nightly/resume', schedule],
    ['GET', '/a%2Fb', '/a%2Fb', schedule],
  ])('are asked of their owner: %s %s', async (method, path, asked, answer) => {
    orchestrator.answers(`${method} /v1/schedules${asked}`, 200, answer);
    const found = await ask(method, path, method === 'POST' ? {} : undefined);
    expect([found.status, await found.json()]).toEqual([200, answer]);
  });

  it('that are none are refused before their owner is asked', async () => {
    const answer = await ask('POST', '', { ...wanted, run: { goal: '' } });
    expect(await answer.json()).toMatchObject({ status: 400, code: 'invalid_input' });
    expect(orchestrator.requests).toEqual([]);
  });
});
