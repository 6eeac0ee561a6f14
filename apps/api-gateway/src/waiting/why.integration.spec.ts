import { describe, expect, it } from '@jest/globals';
import { newRunId } from '@throughline/contracts';
import { gatewayTests } from '../fixtures/gateway-tests.js';

const id = newRunId();
const why = {
  ...{ runId: id, state: 'running', at: '2026-01-01T00:00:00.000Z', stuck: 0 },
  waiting: [
    {
      ...{ what: 'task', id: 'b', state: 'pending', since: '2026-01-01T00:00:00.000Z', deadline: null },
      ...{ reason: 'waits_for_dependencies', text: 'It depends on a.', waitsFor: ['a'] },
    },
  ],
};

describe('GET /v1/runs/:id/why', () => {
  const tests = gatewayTests();
  const { orchestrator } = tests;

  const ask = (path: string): Promise<Response> =>
    fetch(`${tests.gateway.url}/v1/runs/${path}/why`, { headers: { authorization: 'Bearer the-token' } });

  it('hands the owner’s answer on', async () => {
    orchestrator.answers(`GET /v1/runs/${id}/why`, 200, why);
    const answer = await ask(id);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual(why);
  });

  it('refuses what is no run id, and knows of no run that its owner does not know', async () => {
    const refused = await ask('nonsense');
    expect([refused.status, await refused.json()]).toEqual([
      400,
      expect.objectContaining({ code: 'invalid_run_id' }),
    ]);
    const unknown = newRunId();
    const problem = { type: 'urn:throughline:error:run_not_found', title: 'Not Found', status: 404 };
    const rest = { detail: 'there is no such run', code: 'run_not_found', retryable: false };
    orchestrator.answers(`GET /v1/runs/${unknown}/why`, 404, { ...problem, ...rest });
    expect((await ask(unknown)).status).toBe(404);
  });
});
