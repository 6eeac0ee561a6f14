import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Owner } from '../fixtures/owner.js';
import { hex, id, repository, unknown, view } from '../fixtures/run-answers.js';
import { StartedGateway } from '../fixtures/started-gateway.js';

const orchestrator = new Owner();
const analyzer = new Owner();
const worktree = new Owner();
const plans = new Owner();
let gateway: StartedGateway;

beforeAll(async () => {
  await orchestrator.listen('workflow-orchestrator');
  await analyzer.listen('trace-analyzer');
  await worktree.listen('git-worktree');
  await plans.listen('plan-management');
  gateway = await StartedGateway.start();
});
afterAll(async () => {
  await gateway.stop();
  for (const owner of [orchestrator, analyzer, worktree, plans]) owner.close();
});
beforeEach(() => {
  orchestrator.requests.length = 0;
  orchestrator.answers(`GET /v1/runs/${id}`, 200, view);
});

describe('POST /v1/runs', () => {
  const accepted = { runId: id, traceId: hex, state: 'accepted' };

  it('hands the run to the orchestrator under the caller’s id, with or without dashes', async () => {
    orchestrator.answers('POST /v1/runs', 202, accepted);
    for (const key of [id, hex]) {
      const response = await gateway.post(
        '/v1/runs',
        { goal: 'g', repository: '/repo' },
        { 'idempotency-key': key },
      );
      expect(response.statusCode).toBe(202);
      expect(response.headers['location']).toBe(`/v1/runs/${id}`);
      expect(await response.body.json()).toEqual(accepted);
    }
    expect(orchestrator.requests.map((asked) => asked.headers['idempotency-key'])).toEqual([id, id]);
    expect(orchestrator.requests[0]?.body).toEqual({ goal: 'g', repository: '/repo' });
  });

  it.each([
    [{ 'idempotency-key': 'not-an-id' }, {}, 'invalid_run_id'],
    [{ 'idempotency-key': 'f47ac10b-58cc-4372-a567-0e02b2c3d479' }, {}, 'invalid_run_id'],
    [{}, { goal: '' }, 'invalid_input'],
    [{}, { goal: ' \n' }, 'invalid_input'],
    [{}, { goal: 'a\u0000b' }, 'invalid_input'],
    [{}, { state: 'succeeded' }, 'invalid_input'],
    [{}, { limits: { maxTurns: '5' } }, 'invalid_input'],
  ])('refuses %j %j and asks nobody', async (key, body, code) => {
    const response = await gateway.post('/v1/runs', { goal: 'g', repository: '/repo', ...body }, { ...key });
    expect(await response.body.json()).toMatchObject({ status: 400, code });
    expect(orchestrator.requests).toEqual([]);
  });

  it('passes on what the orchestrator refuses', async () => {
    const problem = { ...unknown, status: 422, code: 'model_not_configured', detail: 'no model' };
    orchestrator.answers('POST /v1/runs', 422, problem);
    const response = await gateway.post('/v1/runs', { goal: 'g', repository: '/repo' });
    expect(response.statusCode).toBe(422);
    expect(await response.body.json()).toMatchObject({ code: 'model_not_configured', detail: 'no model' });
  });

  it('passes on that there is too much, and when to come again, without asking twice', async () => {
    const problem = { ...unknown, status: 429, code: 'too_many_runs', detail: 'too many', retryable: true };
    orchestrator.on('POST /v1/runs', (answer) =>
      answer
        .writeHead(429, { 'content-type': 'application/problem+json', 'retry-after': '10' })
        .end(JSON.stringify(problem)),
    );
    const response = await gateway.post('/v1/runs', { goal: 'g', repository: '/repo' });
    expect(response).toMatchObject({ statusCode: 429, headers: { 'retry-after': '10' } });
    expect(await response.body.json()).toMatchObject({ code: 'too_many_runs', retryable: true });
    expect(orchestrator.requests).toHaveLength(1);
  });
});

describe('questions about runs', () => {
  it('are answered by the orchestrator', async () => {
    orchestrator.answers('GET /v1/runs?limit=5', 200, { runs: [] });
    expect(await (await gateway.get('/v1/runs?limit=5')).body.json()).toEqual({ runs: [] });
    expect(await (await gateway.get(`/v1/runs/${hex}`)).body.json()).toEqual(view);
    orchestrator.answers(`POST /v1/runs/${id}/cancel`, 202, { ...view, state: 'cancelling' });
    const cancelled = await gateway.post(`/v1/runs/${id}/cancel`, {});
    expect(cancelled.statusCode).toBe(202);
    expect(await cancelled.body.json()).toMatchObject({ state: 'cancelling' });
  });

  it.each(['0', '-1', '1e9', 'all', '2.5'])('with the limit %s are refused', async (limit) => {
    expect(await (await gateway.get(`/v1/runs?limit=${limit}`)).body.json()).toMatchObject({
      code: 'invalid_input',
    });
  });

  it('are answered by the other owners', async () => {
    const plan = { runId: id, version: 1, createdAt: '2026-01-01T00:00:00Z', tasks: [] };
    plans.answers(`GET /v1/runs/${id}/plan`, 200, plan);
    const answer = await gateway.get(`/v1/runs/${id}/plan`);
    expect(answer.headers['etag']).toBe('"1"');
    expect(await answer.body.json()).toEqual(plan);
    const diff = { patch: '--- a', files: [{ path: 'a', added: 1, removed: 0 }], truncated: false };
    worktree.answers(`POST /internal/runs/${id}/diff`, 200, diff);
    expect(await (await gateway.get(`/v1/runs/${id}/diff`)).body.json()).toEqual(diff);
    expect(worktree.requests[0]?.body).toEqual({ repository });
    analyzer.answers(`GET /api/v3/traces/${hex}`, 200, { result: { resourceSpans: [] } });
    const trace = await gateway.get(`/v1/runs/${id}/trace`);
    expect(trace.headers['content-type']).toMatch(/^application\/json/);
    expect(await trace.body.json()).toEqual({ result: { resourceSpans: [] } });
  });

  it.each(['', '/plan', '/diff', '/trace', '/events'])(
    'that nobody knows are refused alike (%s)',
    async (part) => {
      for (const path of [`/v1/runs/${id}`, `/v1/runs/${id}/events`])
        orchestrator.answers(`GET ${path}`, 404, unknown);
      plans.answers(`GET /v1/runs/${id}/plan`, 404, { ...unknown, code: 'plan_not_found' });
      analyzer.answers(`GET /api/v3/traces/${hex}`, 404, {});
      const response = await gateway.get(`/v1/runs/${id}${part}`);
      const { detail, fields } = unknown;
      expect(await response.body.json()).toMatchObject({
        status: 404,
        code: 'run_not_found',
        detail,
        fields,
      });
    },
  );

  it('of a known run say what is not there yet', async () => {
    analyzer.answers(`GET /api/v3/traces/${hex}`, 404, {});
    const response = await gateway.get(`/v1/runs/${id}/trace`);
    expect(await response.body.json()).toMatchObject({
      status: 404,
      code: 'trace_not_found',
      retryable: true,
    });
  });

  it('with an id that is none are refused', async () => {
    expect(await (await gateway.get('/v1/runs/last')).body.json()).toMatchObject({
      status: 400,
      code: 'invalid_run_id',
    });
  });
});
