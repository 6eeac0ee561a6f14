import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newRunId, type PlannedTask, PlanRevise, type RunId, taskId } from '@throughline/contracts';
import { type RunningService, startService } from '@throughline/service-host';
import { eventually, type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import { DataSource } from 'typeorm';
import { PlanEntity } from '../plans/plan.entity.js';
import { Orchestrator } from '../testing/orchestrator.js';

// Servers take their time on a busy machine.
jest.setTimeout(60_000);

const task = (id: string): PlannedTask => ({
  id: taskId(id),
  title: `Do ${id}`,
  instructions: 'Write it.',
  acceptanceCriteria: ['It is there.'],
  checks: [],
  dependsOn: [],
  paths: [],
});

describe('versions of a plan', () => {
  let home: string;
  let infrastructure: TestInfrastructure;
  let service: RunningService;
  let orchestrator: Orchestrator;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'plan-revisions-'));
    await writeFile(join(home, 'token'), 'test-token', { mode: 0o600 });
    infrastructure = await testInfrastructure();
    const { databaseUrl: DATABASE_URL, rabbitUrl: RABBITMQ_URL } = infrastructure;
    const more = { OTEL_TRACES_EXPORTER: 'none' };
    Object.assign(process.env, { THROUGHLINE_HOME: home, DATABASE_URL, RABBITMQ_URL, ...more });
    const { AppModule } = await import('../app.module.js');
    service = await startService(AppModule, { port: 0 });
    orchestrator = await Orchestrator.connect(RABBITMQ_URL);
    // What is sent before its queues are there is lost, unlike what an outbox sends.
    const { RabbitTransport } = await import('@throughline/messaging');
    const transport = service.app.get(RabbitTransport);
    await eventually('it consumes', () => transport.isReady());
  });
  afterAll(async () => {
    await orchestrator.close();
    await service.stop();
    await infrastructure.stop();
    await rm(home, { recursive: true });
  });

  const get = async (path: string): Promise<{ status: number; body: unknown }> => {
    const headers = { authorization: 'Bearer test-token' };
    const response = await fetch(`${service.url}/v1/runs/${path}`, { headers });
    return { status: response.status, body: await response.json() };
  };

  const plans = () => service.app.get(DataSource).getRepository(PlanEntity);
  const stored = (runId: RunId): Promise<number> => plans().countBy({ runId });

  async function planned(...tasks: PlannedTask[]): Promise<RunId> {
    const runId = newRunId();
    await plans().insert({ runId, version: 1, tasks });
    return runId;
  }

  const revise = (
    runId: RunId,
    planVersion: number,
    tasks: PlannedTask[],
    reason: string | null = null,
  ): void => {
    orchestrator.send(
      PlanRevise,
      new PlanRevise({ runId, planVersion, tasks, reason, revisedAt: 1_790_000_000_000 }),
    );
  };

  it('are never seen with a gap, also when they come in the wrong order and more than once', async () => {
    const runId = await planned(task('a'));
    revise(runId, 3, [task('a'), task('b'), task('c')]);
    revise(runId, 3, [task('a'), task('b'), task('c')]);
    await eventually('2 versions', async () => (await stored(runId)) === 2);
    expect(await get(`${runId}/plan`)).toMatchObject({ status: 200, body: { version: 1 } });
    expect(await get(`${runId}/plan?version=3`)).toMatchObject({
      status: 404,
      body: { code: 'plan_version_not_found' },
    });
    revise(runId, 2, [task('a'), task('b')], 'b was missing');
    await eventually('3 versions', async () => (await stored(runId)) === 3);
    expect(await get(`${runId}/plan`)).toMatchObject({ body: { version: 3 } });
    expect(await get(`${runId}/plan?version=2`)).toMatchObject({
      body: { version: 2, reason: 'b was missing', tasks: [{ id: 'a' }, { id: 'b' }] },
    });
    expect(await get(`${runId}/plan/history`)).toMatchObject({
      body: {
        versions: [
          { version: 1, tasks: 1, difference: null },
          { version: 2, tasks: 2, difference: { added: ['b'], removed: [], changed: [] } },
          { version: 3, tasks: 3, difference: { added: ['c'] } },
        ],
      },
    });
  });

  it('stay what they were first', async () => {
    const runId = await planned(task('a'));
    revise(runId, 2, [task('a'), task('b')]);
    revise(runId, 2, [task('a'), task('x')]);
    revise(runId, 3, [task('a')]);
    await eventually('3 versions', async () => (await stored(runId)) === 3);
    expect(await get(`${runId}/plan?version=2`)).toMatchObject({
      body: { tasks: [{ id: 'a' }, { id: 'b' }] },
    });
  });

  it.each(['0', '-1', '1.5', 'x', ''])('refuses %j as a version', async (version) => {
    const runId = await planned(task('a'));
    expect(await get(`${runId}/plan?version=${version}`)).toMatchObject({
      status: 400,
      body: { code: 'invalid_input' },
    });
  });

  it('are none where there is no plan', async () => {
    for (const path of [`${newRunId()}/plan/history`, 'nonsense/plan/history'])
      expect(await get(path)).toMatchObject({ status: 404, body: { code: 'plan_not_found' } });
  });
});
