import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newRunId } from '@throughline/contracts';
import { type RunningService, startService } from '@throughline/service-host';
import { AppModule } from '../app.module.js';
import { Owner } from '../fixtures/owner.js';

const id = newRunId();
const plan = { runId: id, version: 3, createdAt: '2026-01-01T00:00:00Z', reason: null, tasks: [] };
const task = { id: 'b', title: 'T', instructions: 'I', acceptanceCriteria: ['A'] };

describe('plans at the gateway', () => {
  const orchestrator = new Owner();
  const plans = new Owner();
  let home: string;
  let gateway: RunningService;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'throughline-gateway-plans-'));
    await writeFile(join(home, 'token'), 'the-token');
    process.env['THROUGHLINE_HOME'] = home;
    await orchestrator.listen('workflow-orchestrator');
    await plans.listen('plan-management');
    gateway = await startService(AppModule, { port: 0 });
  });
  afterAll(async () => {
    await gateway.stop();
    for (const owner of [orchestrator, plans]) owner.close();
    await rm(home, { recursive: true });
  });
  beforeEach(() => {
    orchestrator.requests.length = 0;
    orchestrator.answers(`PATCH /v1/runs/${id}/plan`, 200, plan);
  });

  const ask = (method: string, path: string, body?: object, more: Record<string, string> = {}) =>
    fetch(`${gateway.url}/v1/runs/${id}/plan${path}`, {
      method,
      headers: { authorization: 'Bearer the-token', 'content-type': 'application/json', ...more },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  it('are looked at in the version that was asked for, and in their history', async () => {
    plans.answers(`GET /v1/runs/${id}/plan?version=3`, 200, plan);
    const answer = await ask('GET', '?version=3');
    expect(answer.headers.get('etag')).toBe('"3"');
    expect(await answer.json()).toEqual(plan);
    const history = {
      runId: id,
      versions: [{ version: 1, createdAt: '2026-01-01T00:00:00Z', reason: null, tasks: 1, difference: null }],
    };
    plans.answers(`GET /v1/runs/${id}/plan/history`, 200, history);
    expect(await (await ask('GET', '/history')).json()).toEqual(history);
  });

  it.each([
    ['the body', { version: 2, add: [task] }, {}],
    ['the header If-Match', { add: [task] }, { 'if-match': '"2"' }],
  ])('are edited by their owner, against the version in %s', async (_, body, headers) => {
    const answer = await ask('PATCH', '', body, headers);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('etag')).toBe('"3"');
    expect(orchestrator.requests.map((request) => request.body)).toEqual([{ version: 2, add: [task] }]);
  });

  it('are not edited against no version, or against two', async () => {
    for (const [body, headers] of [
      [{ add: [task] }, {}],
      [{ version: 2, add: [task] }, { 'if-match': '"3"' }],
    ] as const)
      expect(await (await ask('PATCH', '', body, headers)).json()).toMatchObject({
        status: 400,
        code: 'invalid_input',
      });
    expect(orchestrator.requests).toEqual([]);
  });

  it.each([
    [{ version: 1, add: [{ ...task, id: 'Not An Id' }] }],
    [{ version: 1, add: [{ ...task, acceptanceCriteria: [] }] }],
    [{ version: 1, add: [{ ...task, title: 'nul\0' }] }],
    [{ version: 1, add: [[]] }],
    [{ version: 1, add: [null] }],
    [{ version: 1, add: task }],
    [{ version: 1, change: [{ title: 'of what?' }] }],
    [{ version: 1, change: [{ id: 'a', state: 'done' }] }],
    [{ version: 1, remove: ['a', 'a'] }],
    [{ version: 1, remove: 'a' }],
    [{ version: '1', remove: ['a'] }],
    [{ version: 0, remove: ['a'] }],
    [{ version: 1, operations: [] }],
  ])('take no %j', async (body) => {
    expect(await (await ask('PATCH', '', body)).json()).toMatchObject({ status: 400, code: 'invalid_input' });
    expect(orchestrator.requests).toEqual([]);
  });

  it('say of a conflict what their owner says', async () => {
    const conflict = { type: 't', title: 'Conflict', status: 409, detail: 'd', retryable: false };
    const fields = { run: id, version: 2, currentVersion: 4 };
    orchestrator.answers(`PATCH /v1/runs/${id}/plan`, 409, {
      ...conflict,
      code: 'plan_version_conflict',
      fields,
    });
    const answer = await ask('PATCH', '', { version: 2, remove: ['a'] });
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ code: 'plan_version_conflict', fields });
  });
});
