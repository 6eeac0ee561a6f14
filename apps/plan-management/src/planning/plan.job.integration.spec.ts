import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newRunId, PlanCancel, PlanCreate, PlanFailed, PlanReady, PlanView } from '@throughline/contracts';
import { armFault } from '@throughline/testing';
import { PlanningPlatform } from '../testing/planning-platform.js';

const task = (id: string, more: object = {}) => ({
  id,
  title: `Do ${id}`,
  instructions: 'Write it.',
  acceptanceCriteria: ['It is there.'],
  ...more,
});
const submit = (...tasks: object[]) => ({ toolCalls: [{ name: 'submit_plan', arguments: { tasks } }] });
const usage = { inputTokens: 100, outputTokens: 10 };
const completion = (...tasks: object[]) => ({
  id: 'c',
  model: 'm',
  choices: [
    {
      message: {
        content: null,
        tool_calls: [
          {
            id: '1',
            type: 'function',
            function: { name: 'submit_plan', arguments: JSON.stringify({ tasks }) },
          },
        ],
      },
    },
  ],
  usage: { prompt_tokens: 7, completion_tokens: 3 },
});
const WRONG = {
  when: { tool: 'submit_plan', turn: 0 },
  answer: submit(task('a', { checks: ['deploy'] })),
  usage,
};
const RIGHT = { when: { turn: 1, lastToolResultIncludes: '"deploy"' }, answer: submit(task('a')), usage };

describe('plan.create', () => {
  let platform: PlanningPlatform;
  let provider: Server;
  /** What the provider does with a request. Default: nothing, so that the request stays open. */
  let answer: (response: ServerResponse) => void;

  beforeAll(async () => {
    provider = createServer((_, response) => answer(response)).listen(0, '127.0.0.1');
    await once(provider, 'listening');
    const address = provider.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    platform = await PlanningPlatform.start({ OPENAI_BASE_URL: `http://127.0.0.1:${String(port)}/v1` });
  }, 60_000);
  afterAll(async () => {
    await platform.stop();
    provider.closeAllConnections();
    provider.close();
  }, 60_000);

  const planOf = (runId: string): Promise<PlanView> =>
    platform.client.get('plan-management', `/v1/runs/${runId}/plan`, PlanView);

  it('becomes a plan, made from what the repository says and stored in an order that can be done', async () => {
    const runId = newRunId();
    const when = {
      tool: 'submit_plan',
      userIncludes: ['Add a greeting', 'src/index.ts', '# The greeter', '"test" runs: npm test'],
    };
    const model = await platform.script('plan', {
      when,
      answer: submit(task('b', { dependsOn: ['a'] }), task('a', { checks: ['test'] })),
      usage,
    });
    platform.orchestrator.send(PlanCreate, platform.command(runId, model));
    const ready = await platform.orchestrator.hear(PlanReady, runId);
    expect(ready).toMatchObject({
      planVersion: 1,
      tasks: [
        { id: 'a', checks: ['test'] },
        { id: 'b', dependsOn: ['a'] },
      ],
      usage: { ...usage, calls: 1, costUsd: 0 },
    });
    await expect(planOf(runId)).resolves.toMatchObject({ runId, version: 1, tasks: ready.tasks });
  }, 90_000);

  it('is made once, however often it is asked for, and told again to who asks after its end', async () => {
    const runId = newRunId();
    const model = await platform.script('once', { answer: submit(task('a')) });
    const command = platform.command(runId, model);
    for (let i = 0; i < 3; i++) platform.orchestrator.send(PlanCreate, command);
    await platform.orchestrator.hear(PlanReady, runId);
    const marker = newRunId();
    platform.orchestrator.send(PlanCreate, platform.command(marker, model));
    await platform.orchestrator.hear(PlanReady, marker);
    expect(platform.orchestrator.heardOf(runId)).toEqual(['plan.ready.v1']);
    platform.orchestrator.send(PlanCreate, command);
    const later = newRunId();
    platform.orchestrator.send(PlanCreate, platform.command(later, model));
    await platform.orchestrator.hear(PlanReady, later);
    expect(platform.orchestrator.heardOf(runId)).toEqual(['plan.ready.v1', 'plan.ready.v1']);
  }, 90_000);

  it('keeps what an earlier run has left to do as the plan, and asks no model', async () => {
    const runId = newRunId();
    const left = { ...task('a'), checks: [], dependsOn: [], paths: [], needsApproval: true };
    const command = platform.command(
      runId,
      await platform.script('unasked', { answer: submit(task('other')) }),
    );
    platform.orchestrator.send(PlanCreate, Object.assign(command, { tasks: [left] }));
    const ready = await platform.orchestrator.hear(PlanReady, runId);
    expect(ready).toMatchObject({ planVersion: 1, tasks: [left], usage: { calls: 0, costUsd: 0 } });
    await expect(planOf(runId)).resolves.toMatchObject({ version: 1, tasks: [left] });
  }, 90_000);

  it('is corrected once by the model', async () => {
    const runId = newRunId();
    platform.orchestrator.send(
      PlanCreate,
      platform.command(runId, await platform.script('corrected', WRONG, RIGHT)),
    );
    const ready = await platform.orchestrator.hear(PlanReady, runId);
    expect(ready.usage).toEqual({ inputTokens: 200, outputTokens: 20, calls: 2, costUsd: 0 });
  }, 90_000);

  it('fails with the reasons when the correction is no better', async () => {
    const runId = newRunId();
    const cyclic = submit(task('a', { dependsOn: ['b'] }), task('b', { dependsOn: ['a'] }));
    platform.orchestrator.send(
      PlanCreate,
      platform.command(runId, await platform.script('cyclic', { answer: cyclic, usage })),
    );
    const failed = await platform.orchestrator.hear(PlanFailed, runId);
    expect(failed).toMatchObject({ code: 'plan_invalid', usage: { calls: 2 } });
    expect(failed.reason).toContain('a -> b -> a');
    await expect(planOf(runId)).rejects.toMatchObject({ code: 'plan_not_found', kind: 'not_found' });
  }, 90_000);

  it.each([
    ['a model that is refused', 'scripted//none.json', {}, 'script_not_found', 'no such file'],
    ['a deadline that has passed', 'scripted//none.json', { deadline: 1 }, 'plan_timeout', 'deadline'],
  ])(
    'fails at once with %s',
    async (_, model, more, code, reason) => {
      const runId = newRunId();
      platform.orchestrator.send(PlanCreate, platform.command(runId, model, more));
      const failed = await platform.orchestrator.hear(PlanFailed, runId);
      expect(failed).toMatchObject({ code, usage: { calls: 0, costUsd: 0 } });
      expect(failed.reason).toContain(reason);
    },
    90_000,
  );

  it('waits for a provider that is away for a while', async () => {
    const runId = newRunId();
    let requests = 0;
    answer = (response) => {
      requests += 1;
      const isAway = requests <= 3;
      response
        .writeHead(isAway ? 503 : 200, { 'retry-after-ms': '1' })
        .end(JSON.stringify(isAway ? {} : completion(task('a'))));
    };
    platform.orchestrator.send(PlanCreate, platform.command(runId, 'openai/model'));
    const ready = await platform.orchestrator.hear(PlanReady, runId);
    expect(requests).toBe(4);
    expect(ready.usage).toEqual({ inputTokens: 7, outputTokens: 3, calls: 1, costUsd: null });
  }, 90_000);

  it('waits for a silent provider until the deadline, and no longer', async () => {
    const runId = newRunId();
    answer = () => undefined;
    const deadline = Date.now() + 1500;
    platform.orchestrator.send(PlanCreate, platform.command(runId, 'openai/silent', { deadline }));
    await expect(platform.orchestrator.hear(PlanFailed, runId)).resolves.toMatchObject({
      code: 'plan_timeout',
    });
    expect(Date.now() - deadline).toBeGreaterThanOrEqual(-20);
  }, 90_000);

  it('goes on where a killed planner was, without asking the model twice for the same', async () => {
    const runId = newRunId();
    await armFault(join(platform.home, 'faults'), 'plan-management', 'plan-management.turn.after-keep');
    const [first, second] = [WRONG, RIGHT].map((step, at) => ({
      ...step,
      usage: { inputTokens: at + 1, outputTokens: 1 },
    }));
    const model = await platform.script('killed', { ...first }, { ...second });
    platform.orchestrator.send(PlanCreate, platform.command(runId, model));
    expect(await platform.plannerReplaced()).toBe('SIGKILL');
    // The second answer alone: were the first one asked for again, this would match no step.
    await platform.script('killed', { ...second });
    const ready = await platform.orchestrator.hear(PlanReady, runId);
    expect(ready.usage).toEqual({ inputTokens: 3, outputTokens: 2, calls: 2, costUsd: 0 });
  }, 120_000);

  it('is given up when it is cancelled, down to the call of the provider', async () => {
    const runId = newRunId();
    const asked = new Promise<ServerResponse>((resolve) => (answer = resolve));
    platform.orchestrator.send(PlanCreate, platform.command(runId, 'openai/silent'));
    const closed = once(await asked, 'close');
    platform.orchestrator.send(PlanCancel, { runId });
    await closed;
    await expect(platform.orchestrator.hear(PlanFailed, runId)).resolves.toMatchObject({
      code: 'plan_cancelled',
      usage: { calls: 0 },
    });
  }, 90_000);

  it('is never made when the wish to cancel it comes first', async () => {
    const [runId, marker] = [newRunId(), newRunId()];
    const model = await platform.script('early', { answer: submit(task('a')) });
    platform.orchestrator.send(PlanCancel, { runId });
    await expect(platform.orchestrator.hear(PlanFailed, runId)).resolves.toMatchObject({
      code: 'plan_cancelled',
    });
    platform.orchestrator.send(PlanCreate, platform.command(runId, model));
    platform.orchestrator.send(PlanCreate, platform.command(marker, model));
    await platform.orchestrator.hear(PlanReady, marker);
    expect(platform.orchestrator.heardOf(runId)).toEqual(['plan.failed.v1']);
  }, 90_000);

  it('may not have any id', async () => {
    await expect(planOf('nonsense')).rejects.toMatchObject({ code: 'plan_not_found' });
  });
});
