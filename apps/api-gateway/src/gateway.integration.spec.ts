import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newRunId } from '@throughline/contracts';
import { type RunningService, startService } from '@throughline/service-host';
import { Agent, request } from 'undici';
import { AppModule } from './app.module.js';
import { Owner } from './fixtures/owner.js';

const id = newRunId();
const hex = id.replaceAll('-', '');
const objectId = 'a'.repeat(40);
const repository = { path: '/repo', baseBranch: 'main', baseCommit: objectId, baseTree: objectId };
const usage = { inputTokens: 1, outputTokens: 1, calls: 1, costUsd: null };
const limits = {
  ...{ maxAttempts: 3, maxParallelTasks: 2, maxTurns: 50, maxTokens: 10_000 },
  ...{ runTimeoutMs: 10_000, taskTimeoutMs: 10_000, checkTimeoutMs: 10_000 },
};
const view = {
  ...{ runId: id, traceId: hex, goal: 'g', repository, checks: [], model: 'm', limits, state: 'running' },
  ...{ reason: null, branch: null, commit: null, usage, createdAt: '2026-01-01T00:00:00Z' },
  ...{ finishedAt: null, durationMs: null, tasks: [] },
};
const unknown = {
  ...{ type: 'urn:throughline:error:run_not_found', title: 'Not Found', status: 404 },
  ...{ detail: `there is no run ${id}`, code: 'run_not_found', retryable: false, fields: { run: id } },
};

const orchestrator = new Owner();
const analyzer = new Owner();
const worktree = new Owner();
const plans = new Owner();
const dispatcher = new Agent();
let home: string;
let gateway: RunningService;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'throughline-gateway-'));
  await writeFile(join(home, 'token'), 'the-token');
  process.env['THROUGHLINE_HOME'] = home;
  process.env['GATEWAY_HEARTBEAT_MS'] = '100';
  await orchestrator.listen('workflow-orchestrator');
  await analyzer.listen('trace-analyzer');
  await worktree.listen('git-worktree');
  await plans.listen('plan-management');
  gateway = await startService(AppModule, { port: 0 });
});
afterAll(async () => {
  await dispatcher.destroy();
  await gateway.stop();
  for (const owner of [orchestrator, analyzer, worktree, plans]) owner.close();
  await rm(home, { recursive: true });
});
beforeEach(() => {
  orchestrator.requests.length = 0;
  orchestrator.answers(`GET /v1/runs/${id}`, 200, view);
});

const headers = { authorization: 'Bearer the-token' };
const get = (path: string, more: Record<string, string> = {}) =>
  request(`${gateway.url}${path}`, { dispatcher, headers: { ...headers, ...more } });
const post = (path: string, body: object, more: Record<string, string> = {}) =>
  request(`${gateway.url}${path}`, {
    dispatcher,
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', ...more },
    body: JSON.stringify(body),
  });

describe('POST /v1/runs', () => {
  const accepted = { runId: id, traceId: hex, state: 'accepted' };

  it('hands the run to the orchestrator under the caller’s id, with or without dashes', async () => {
    orchestrator.answers('POST /v1/runs', 202, accepted);
    for (const key of [id, hex]) {
      const response = await post('/v1/runs', { goal: 'g', repository: '/repo' }, { 'idempotency-key': key });
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
    const response = await post('/v1/runs', { goal: 'g', repository: '/repo', ...body }, { ...key });
    expect(await response.body.json()).toMatchObject({ status: 400, code });
    expect(orchestrator.requests).toEqual([]);
  });

  it('passes on what the orchestrator refuses', async () => {
    const problem = { ...unknown, status: 422, code: 'model_not_configured', detail: 'no model' };
    orchestrator.answers('POST /v1/runs', 422, problem);
    const response = await post('/v1/runs', { goal: 'g', repository: '/repo' });
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
    const response = await post('/v1/runs', { goal: 'g', repository: '/repo' });
    expect(response).toMatchObject({ statusCode: 429, headers: { 'retry-after': '10' } });
    expect(await response.body.json()).toMatchObject({ code: 'too_many_runs', retryable: true });
    expect(orchestrator.requests).toHaveLength(1);
  });
});

describe('questions about runs', () => {
  it('are answered by the orchestrator', async () => {
    orchestrator.answers('GET /v1/runs?limit=5', 200, { runs: [] });
    expect(await (await get('/v1/runs?limit=5')).body.json()).toEqual({ runs: [] });
    expect(await (await get(`/v1/runs/${hex}`)).body.json()).toEqual(view);
    orchestrator.answers(`POST /v1/runs/${id}/cancel`, 202, { ...view, state: 'cancelling' });
    const cancelled = await post(`/v1/runs/${id}/cancel`, {});
    expect(cancelled.statusCode).toBe(202);
    expect(await cancelled.body.json()).toMatchObject({ state: 'cancelling' });
  });

  it.each(['0', '-1', '1e9', 'all', '2.5'])('with the limit %s are refused', async (limit) => {
    expect(await (await get(`/v1/runs?limit=${limit}`)).body.json()).toMatchObject({ code: 'invalid_input' });
  });

  it('are answered by the other owners', async () => {
    const plan = { runId: id, version: 1, createdAt: '2026-01-01T00:00:00Z', tasks: [] };
    plans.answers(`GET /v1/runs/${id}/plan`, 200, plan);
    const answer = await get(`/v1/runs/${id}/plan`);
    expect(answer.headers['etag']).toBe('"1"');
    expect(await answer.body.json()).toEqual(plan);
    const diff = { patch: '--- a', files: [{ path: 'a', added: 1, removed: 0 }], truncated: false };
    worktree.answers(`POST /internal/runs/${id}/diff`, 200, diff);
    expect(await (await get(`/v1/runs/${id}/diff`)).body.json()).toEqual(diff);
    expect(worktree.requests[0]?.body).toEqual({ repository });
    analyzer.answers(`GET /api/v3/traces/${hex}`, 200, { result: { resourceSpans: [] } });
    const trace = await get(`/v1/runs/${id}/trace`);
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
      const response = await get(`/v1/runs/${id}${part}`);
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
    const response = await get(`/v1/runs/${id}/trace`);
    expect(await response.body.json()).toMatchObject({
      status: 404,
      code: 'trace_not_found',
      retryable: true,
    });
  });

  it('with an id that is none are refused', async () => {
    expect(await (await get('/v1/runs/last')).body.json()).toMatchObject({
      status: 400,
      code: 'invalid_run_id',
    });
  });
});

describe('GET /v1/runs/:id/events', () => {
  const path = `/v1/runs/${id}/events`;

  it('passes events on as they come, after the last one that was seen, to the end', async () => {
    orchestrator.on(`GET ${path}`, (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('id: 8\ndata: {"a":');
      response.end('1}\n\n');
    });
    const response = await get(path, { 'last-event-id': '7' });
    expect(response.headers['content-type']).toMatch(/^text\/event-stream/);
    expect(await response.body.text()).toBe('id: 8\ndata: {"a":1}\n\n');
    expect(orchestrator.requests[0]?.headers['last-event-id']).toBe('7');
  });

  it('fills silences with comments, and ends at the orchestrator when the reader leaves', async () => {
    const { promise: left, resolve } = Promise.withResolvers<void>();
    orchestrator.on(`GET ${path}`, (response) => {
      response.writeHead(200).flushHeaders();
      response.on('close', resolve);
    });
    const { body } = await get(path);
    const data: unknown[] = await once(body, 'data');
    expect(String(data[0])).toBe(': heartbeat\n\n');
    body.on('error', () => undefined).destroy();
    await left;
  });

  it('refuses a last event that is none', async () => {
    const response = await get(path, { 'last-event-id': 'x' });
    expect(await response.body.json()).toMatchObject({ status: 400, code: 'invalid_input' });
  });

  it('ends, and nothing is lost of what came before, when the gateway shuts down', async () => {
    orchestrator.on(`GET ${path}`, (response) => void response.writeHead(200).write('id: 1\ndata: {}\n\n'));
    const other = await startService(AppModule, { port: 0 });
    const response = await request(`${other.url}${path}`, { dispatcher, headers });
    await once(response.body, 'readable');
    const [text] = await Promise.all([response.body.text(), other.stop()]);
    expect(text).toMatch(/^id: 1\ndata: \{\}\n\n/);
  });
});

describe('what people want of a run', () => {
  const remark = { by: 'Ada', comment: 'why' };

  it.each([
    ['pause', remark],
    ['resume', {}],
    ['approvals', { decision: 'approve', planVersion: 2, ...remark }],
    ['approvals', { decision: 'reject', task: 'a', attempt: 1 }],
    ['tasks/a/retry', { attempt: 1, ...remark }],
  ])('%s goes to the orchestrator as it is: %j', async (what, body) => {
    orchestrator.answers(`POST /v1/runs/${id}/${what}`, 202, view);
    const response = await post(`/v1/runs/${hex}/${what}`, body);
    expect([response.statusCode, await response.body.json()]).toMatchObject([202, { runId: id }]);
    expect(orchestrator.requests).toMatchObject([{ line: `POST /v1/runs/${id}/${what}`, body }]);
  });

  it.each([
    ['pause', { comment: '' }],
    ['pause', { comment: 'a\0b' }],
    ['resume', { by: 'x'.repeat(201) }],
    ['approvals', { decision: 'perhaps', planVersion: 1 }],
    ['approvals', { decision: 'approve', planVersion: '1' }],
    ['tasks/a/retry', { attempt: 0 }],
  ])('%s is refused before anybody is asked: %j', async (what, body) => {
    const response = await post(`/v1/runs/${id}/${what}`, body);
    expect(await response.body.json()).toMatchObject({ status: 400, code: 'invalid_input' });
    expect(orchestrator.requests).toEqual([]);
  });

  it('is refused by the orchestrator in its own words', async () => {
    const refusal = { ...unknown, status: 409, code: 'run_not_pausable', detail: 'it is planning' };
    orchestrator.answers(`POST /v1/runs/${id}/pause`, 409, refusal);
    const response = await post(`/v1/runs/${id}/pause`, {});
    expect(await response.body.json()).toMatchObject({ status: 409, code: 'run_not_pausable' });
  });
});
