import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newRunId, RunView } from '@throughline/contracts';
import { plainToInstance } from 'class-transformer';
import { type Answer, Replicas } from '../testing/replicas.js';

// Six services take their time on a busy machine.
jest.setTimeout(120_000);

/** A server of somebody’s own that has one model, of which nobody knows what it costs. */
async function modelServer(): Promise<{ server: Server; url: string }> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ object: 'list', data: [{ id: 'own', object: 'model' }] }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  return { server, url: `http://127.0.0.1:${String(address.port)}/v1` };
}

describe('a budget in dollars', () => {
  let models: { server: Server; url: string };
  let replicas: Replicas;

  beforeAll(async () => {
    models = await modelServer();
    replicas = await Replicas.start({ OPENAI_BASE_URL: models.url });
  });
  afterAll(async () => {
    await replicas.stop();
    models.server.close();
  });

  const create = (id: string, body: object): Promise<Answer> =>
    replicas.ask(0, 'POST', '/v1/runs', body, { 'idempotency-key': id });

  it('is refused for a model of unknown price, and nothing is stored', async () => {
    const id = newRunId();
    const request = { ...(await replicas.runRequest('Cheap')), model: 'openai/own' };
    const refused = await create(id, { ...request, limits: { maxCostUsd: 5 } });
    expect(refused).toMatchObject({ status: 400, body: { code: 'price_unknown' } });
    expect((await replicas.ask(1, 'GET', `/v1/runs/${id}`)).status).toBe(404);
    expect((await create(id, request)).status).toBe(202);
  });

  it('is kept with a run whose model has a price, and must be an amount', async () => {
    const id = newRunId();
    const request = await replicas.runRequest('Priced');
    for (const maxCostUsd of [0, -1, '5', 1e9])
      expect((await create(id, { ...request, limits: { maxCostUsd } })).status).toBe(400);
    expect((await create(id, { ...request, limits: { maxCostUsd: 0.25 } })).status).toBe(202);
    const view = plainToInstance(RunView, (await replicas.ask(1, 'GET', `/v1/runs/${id}`)).body);
    expect(view.limits.maxCostUsd).toBe(0.25);
  });
});
