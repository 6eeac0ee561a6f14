import { describe, expect, it } from '@jest/globals';
import { gatewayTests } from '../fixtures/gateway-tests.js';
import { hex, id, unknown, view } from '../fixtures/run-answers.js';

const tests = gatewayTests();
const { orchestrator } = tests;

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
    const response = await tests.gateway.post(`/v1/runs/${hex}/${what}`, body);
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
    const response = await tests.gateway.post(`/v1/runs/${id}/${what}`, body);
    expect(await response.body.json()).toMatchObject({ status: 400, code: 'invalid_input' });
    expect(orchestrator.requests).toEqual([]);
  });

  it('is refused by the orchestrator in its own words', async () => {
    const refusal = { ...unknown, status: 409, code: 'run_not_pausable', detail: 'it is planning' };
    orchestrator.answers(`POST /v1/runs/${id}/pause`, 409, refusal);
    const response = await tests.gateway.post(`/v1/runs/${id}/pause`, {});
    expect(await response.body.json()).toMatchObject({ status: 409, code: 'run_not_pausable' });
  });
});
