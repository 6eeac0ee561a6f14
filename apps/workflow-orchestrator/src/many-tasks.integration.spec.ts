import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { MAX_PLAN_TASKS, newRunId, PlanView, type RunId, RunView } from '@throughline/contracts';
import type { RunningService } from '@throughline/service-host';
import { eventually } from '@throughline/testing';
import { plainToInstance } from 'class-transformer';
import { Replicas } from './testing/replicas.js';

// Six services take their time on a busy machine.
jest.setTimeout(240_000);

const LAST = MAX_PLAN_TASKS - 1;

const task = (at: number, dependsOn: string[]) => ({
  ...{ id: `t${String(at)}`, title: `Move module ${String(at)} to the new interface`, dependsOn, checks: [] },
  instructions: `Replace each call of the old interface in src/module-${String(at)}.ts by its successor, and adapt the test beside it.`,
  ...{
    acceptanceCriteria: [`Module ${String(at)} does not call it.`],
    paths: [`src/module-${String(at)}.ts`],
  },
});

/** One before all others, and one after all others. */
const TASKS = [
  task(0, []),
  ...Array.from({ length: LAST - 1 }, (_, at) => task(at + 1, ['t0'])),
  task(
    LAST,
    Array.from({ length: LAST - 1 }, (_, at) => `t${String(at + 1)}`),
  ),
];

let replicas: Replicas;
let answering: RunningService | undefined;

beforeAll(async () => {
  replicas = await Replicas.start({ PLAN_MAX_TASKS: String(MAX_PLAN_TASKS), CANCEL_GRACE_MS: '1000' });
});
afterAll(async () => {
  await answering?.stop();
  await replicas.stop();
});

async function countOfDone(id: RunId): Promise<number> {
  const [row] = await replicas.rows<{ count: number }>(
    `SELECT count(*)::integer AS count FROM tasks WHERE run_id = $1 AND state = 'done'`,
    [id],
  );
  return row?.count ?? 0;
}

it('makes, shows and edits a plan of as many tasks as there may be, does them, and ends them', async () => {
  const id = newRunId();
  const body = await replicas.runRequest('Move all modules', ...TASKS);
  const wishes = { approvals: { plan: true }, limits: { maxParallelTasks: 16 } };
  const created = await replicas.ask(
    0,
    'POST',
    '/v1/runs',
    { ...body, ...wishes },
    { 'idempotency-key': id },
  );
  expect(created.status).toBe(202);
  const runOf = async (): Promise<RunView> =>
    plainToInstance(RunView, (await replicas.ask(1, 'GET', `/v1/runs/${id}`)).body);
  const planOf = async (): Promise<PlanView> =>
    plainToInstance(PlanView, (await replicas.askOwner('plan-management', `/v1/runs/${id}/plan`)).body);

  await eventually('the plan is there', async () => (await runOf()).state === 'awaiting_approval');
  expect((await runOf()).tasks.map(({ dependsOn }) => dependsOn.length)).toEqual(
    TASKS.map(({ dependsOn }) => dependsOn.length),
  );
  expect((await planOf()).tasks).toEqual(TASKS);

  // The whole plan goes over the wire again when one word of it changes.
  const change = [{ id: `t${String(LAST)}`, title: 'Remove the old interface' }];
  const edited = await replicas.ask(0, 'PATCH', `/v1/runs/${id}/plan`, { version: 1, change });
  expect(edited.status).toBe(200);
  await eventually('the edit is kept', async () => (await planOf()).version === 2);
  expect((await planOf()).tasks.at(-1)?.title).toBe('Remove the old interface');

  // From here on all tasks go well, and at once.
  await Promise.all([replicas.endOwner('git-worktree'), replicas.endOwner('verification-feedback')]);
  answering = await replicas.beside((await import('./testing/answering-services.js')).AnsweringServices);
  const transport = answering.app.get((await import('@throughline/messaging')).RabbitTransport);
  await eventually('somebody answers', () => transport.isReady());
  const approved = { decision: 'approve', planVersion: 2 };
  expect((await replicas.ask(1, 'POST', `/v1/runs/${id}/approvals`, approved)).status).toBe(202);
  for (const done of [1, 2, 3])
    await eventually(`${String(done)} tasks are done`, async () => (await countOfDone(id)) >= done);
  expect((await runOf()).tasks.find(({ id: task }) => task === 't0')?.state).toBe('done');

  // All five hundred would take a minute.
  expect((await replicas.ask(0, 'POST', `/v1/runs/${id}/cancel`, {})).status).toBe(202);
  await eventually('the run is over', async () => (await runOf()).state === 'cancelled');
  const states = (await runOf()).tasks.map(({ state }) => state);
  expect(states).toHaveLength(MAX_PLAN_TASKS);
  expect(states.filter((state) => state !== 'done' && state !== 'cancelled')).toEqual([]);
  expect(states.at(-1)).toBe('cancelled');
});
