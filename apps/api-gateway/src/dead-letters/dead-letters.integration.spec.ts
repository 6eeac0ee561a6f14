import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DeadLetterView, newRunId } from '@throughline/contracts';
import { Owner } from '../fixtures/owner.js';
import { StartedGateway } from '../fixtures/started-gateway.js';

const [first, second] = ['0a1b2c3d-0000-8000-8000-000000000001', '0a1b2c3d-0000-8000-8000-000000000002'];
const runId = newRunId();
const letter = (service: string, id: string, failedAt: string): DeadLetterView => ({
  ...{
    id,
    service,
    failedAt,
    queue: `${service}.plan.create.v1`,
    messageType: 'plan.create.v1',
    messageId: id,
  },
  ...{ runId, traceId: null, causeCode: 'invalid_input', cause: 'no', tries: 5 },
  ...{ state: 'waiting', redrives: 0, maxRedrives: 3 },
});

const plans = new Owner();
const orchestrator = new Owner();
const others = [new Owner(), new Owner()];
const away = new Owner();
let gateway: StartedGateway;

beforeAll(async () => {
  await plans.listen('plan-management');
  await orchestrator.listen('workflow-orchestrator');
  await others[0]?.listen('agent-runtime');
  await others[1]?.listen('git-worktree');
  await away.listen('verification-feedback');
  away.close();
  gateway = await StartedGateway.start();
});
afterAll(async () => {
  await gateway.stop();
  for (const owner of [plans, orchestrator, ...others]) owner.close();
});

async function ask(path: string, body?: object): Promise<{ status: number; json: unknown }> {
  const response = await fetch(`${gateway.url}/v1/dead-letters${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: 'Bearer the-token', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, json: await response.json() };
}

const everyone = [plans, orchestrator, ...others];

describe('/v1/dead-letters', () => {
  it('gathers the letters of all services, the newest first, and names who could not be asked', async () => {
    for (const owner of everyone)
      owner.answers('GET /internal/dead-letters?limit=2&state=waiting', 200, { deadLetters: [] });
    const [older, newer] = [
      letter('plan-management', first, '2026-01-01T00:00:00.000Z'),
      letter('workflow-orchestrator', second, '2026-01-02T00:00:00.000Z'),
    ];
    plans.answers('GET /internal/dead-letters?limit=2&state=waiting', 200, { deadLetters: [older] });
    orchestrator.answers('GET /internal/dead-letters?limit=2&state=waiting', 200, { deadLetters: [newer] });
    expect(await ask('?limit=2&state=waiting')).toEqual({
      status: 200,
      json: { deadLetters: [newer, older], unavailable: ['verification-feedback'] },
    });
  });

  it.each(['?limit=0', '?limit=201', '?state=odd', '?run=7', '?what=else'])('refuses %s', async (query) => {
    expect(await ask(query)).toMatchObject({ status: 400, json: { code: 'invalid_input' } });
  });

  it('finds a letter wherever it is, and says when nobody has it or somebody is away', async () => {
    const detail = { ...letter('plan-management', first, '2026-01-01T00:00:00.000Z'), body: '{}' };
    const unknown = { type: 'x', title: 'Not Found', status: 404, detail: 'no', retryable: false };
    for (const owner of everyone)
      for (const id of [first, second])
        owner.answers(`GET /internal/dead-letters/${id}`, 404, { ...unknown, code: 'dead_letter_not_found' });
    plans.answers(`GET /internal/dead-letters/${first}`, 200, { ...detail, headers: {}, actions: [] });
    expect(await ask(`/${first}`)).toMatchObject({ status: 200, json: { id: first, body: '{}' } });
    expect(await ask(`/${second}`)).toMatchObject({ status: 503, json: { code: 'service_unavailable' } });
  });

  it.each(['redrive', 'discard'])('hands a %s to all, and answers for each letter', async (what) => {
    const results = (outcome: string) => ({ results: [{ id: first, outcome, runId: null }] });
    const more = { id: second, outcome: 'unknown' };
    for (const owner of everyone)
      owner.answers(`POST /internal/dead-letters/${what}`, 200, {
        results: [...results('unknown').results, more],
      });
    plans.answers(`POST /internal/dead-letters/${what}`, 200, {
      results: [...results('done').results, more],
    });
    const body = { ids: [first, second], by: 'ada', reason: 'mended' };
    expect(await ask(`/${what}`, body)).toEqual({
      status: 200,
      json: {
        results: [{ id: first, outcome: 'done', runId: null }, more],
        unavailable: ['verification-feedback'],
      },
    });
    expect(plans.requests.at(-1)?.body).toEqual(body);
  });

  it.each([
    { ids: [], by: 'ada', reason: 'r' },
    { ids: ['7'], by: 'ada', reason: 'r' },
    { ids: [first, first], by: 'ada', reason: 'r' },
    { ids: [first], reason: 'r' },
    { ids: [first], by: 'ada', reason: '' },
    { ids: [first], by: 'a\0', reason: 'r' },
    { ids: [first], by: 'ada', reason: 'r', all: true },
  ])('refuses the decision %j', async (body) => {
    expect(await ask('/redrive', body)).toMatchObject({ status: 400, json: { code: 'invalid_input' } });
  });
});
