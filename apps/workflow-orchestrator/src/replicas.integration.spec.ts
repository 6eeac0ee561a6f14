import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newRunId, PlanView, type RunId, RunView } from '@throughline/contracts';
import { eventually } from '@throughline/testing';
import { plainToInstance } from 'class-transformer';
import { type Answer, Replicas } from './testing/replicas.js';

// Six services take their time on a busy machine.
jest.setTimeout(240_000);

const task = (id: string, ...dependsOn: string[]) => ({
  ...{ id, title: `Do ${id}`, instructions: 'Write it.', acceptanceCriteria: ['It is there.'], dependsOn },
});

describe('two replicas of the orchestrator', () => {
  let replicas: Replicas;

  beforeAll(async () => {
    replicas = await Replicas.start({ CANCEL_GRACE_MS: '100', RECONCILE_INTERVAL_MS: '100' });
  });
  afterAll(() => replicas.stop());

  const create = (at: number, id: RunId, body: object): Promise<Answer> =>
    replicas.ask(at, 'POST', '/v1/runs', body, { 'idempotency-key': id });

  const runOf = async (id: RunId, at = 0): Promise<RunView> =>
    plainToInstance(RunView, (await replicas.ask(at, 'GET', `/v1/runs/${id}`)).body);

  async function countOfRuns(id: RunId): Promise<number> {
    const { body } = await replicas.ask(0, 'GET', '/v1/runs?limit=500');
    return JSON.stringify(body).split(`"runId":"${id}"`).length - 1;
  }

  describe('asked to create a run with the same key', () => {
    it('make one run of as many requests as come at once, and give each the same answer', async () => {
      const [id, body] = [newRunId(), await replicas.runRequest('Once', task('a'))];
      const answers = await Promise.all([0, 1, 0, 1, 0, 1].map((at) => create(at, id, body)));
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
      expect(new Set(answers.map((answer) => JSON.stringify(answer.body)))).toHaveProperty('size', 1);
      expect(await countOfRuns(id)).toBe(1);
      await eventually('the plan is there', async () => (await runOf(id)).tasks.length === 1);
    });

    it('give the same answer when the run is under way, and when it has ended', async () => {
      const [id, body] = [newRunId(), await replicas.runRequest('Again', task('a'))];
      const first = await create(0, id, body);
      await eventually('the plan is there', async () => (await runOf(id)).tasks.length === 1);
      expect(await create(1, id, body)).toEqual(first);
      await replicas.ask(1, 'POST', `/v1/runs/${id}/cancel`, {});
      await eventually('the run is over', async () => (await runOf(id)).state === 'cancelled');
      expect(await create(0, id, body)).toEqual(first);
      expect(
        await create(1, id, { model: body.model, repository: body.repository, goal: body.goal }),
      ).toEqual(first);
      expect((await runOf(id)).state).toBe('cancelled');
      expect(await countOfRuns(id)).toBe(1);
    });

    it('refuse it for another body, at once and after the end', async () => {
      const [id, body] = [newRunId(), await replicas.runRequest('One thing', task('a'))];
      const other = { ...body, goal: 'Another thing' };
      const answers = await Promise.all([create(0, id, body), create(1, id, other), create(0, id, other)]);
      const statuses = answers.map(({ status }) => status).sort();
      expect([
        [202, 202, 409],
        [202, 409, 409],
      ]).toContainEqual(statuses);
      await replicas.ask(0, 'POST', `/v1/runs/${id}/cancel`, {});
      await eventually('the run is over', async () => (await runOf(id)).state === 'cancelled');
      const made = (await runOf(id)).goal === body.goal ? body : other;
      expect((await create(1, id, made)).status).toBe(202);
      const refused = await create(0, id, { ...made, checks: ['npm test'] });
      expect(refused).toMatchObject({ status: 409, body: { code: 'run_id_conflict' } });
    });

    it('know the run again although what it needs is gone by then', async () => {
      const [id, body] = [newRunId(), await replicas.runRequest('Gone', task('a'))];
      const first = await create(0, id, body);
      await replicas.endOwner('git-worktree');
      try {
        expect(await create(1, id, body)).toEqual(first);
      } finally {
        await replicas.startOwner('git-worktree');
      }
    });
  });

  describe('asked to edit one plan', () => {
    const revise = (at: number, id: RunId, body: object): Promise<Answer> =>
      replicas.ask(at, 'PATCH', `/v1/runs/${id}/plan`, body);

    async function planned(goal: string): Promise<RunId> {
      const [id, body] = [newRunId(), await replicas.runRequest(goal, task('a'), task('b', 'a'))];
      await create(0, id, body);
      await eventually('the plan is there', async () => (await runOf(id)).planVersion === 1);
      return id;
    }

    const planOf = async (id: RunId): Promise<PlanView> =>
      plainToInstance(PlanView, (await replicas.askOwner('plan-management', `/v1/runs/${id}/plan`)).body);

    it('let one of several win, and tell the others which version there is', async () => {
      const id = await planned('Race');
      const edits = ['c', 'd', 'e', 'f'].map((name) => ({ version: 1, add: [task(name, 'b')] }));
      const answers = await Promise.all(edits.map((edit, at) => revise(at % 2, id, edit)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
      const refused = answers.filter(({ status }) => status === 409);
      for (const { body } of refused)
        expect(body).toMatchObject({
          code: 'plan_version_conflict',
          fields: { version: 1, currentVersion: 2 },
        });
      expect((await runOf(id)).tasks.map((each) => each.id)).toHaveLength(3);
      await eventually('the version is kept', async () => (await planOf(id)).version === 2);
      const won = answers.find(({ status }) => status === 200);
      expect((await planOf(id)).tasks).toEqual(plainToInstance(PlanView, won?.body).tasks);
    });

    it('answer the same edit again as the first time, and make one version of it', async () => {
      const id = await planned('Twice');
      const edit = { version: 1, change: [{ id: 'b', title: 'Do b well' }], reason: 'b was vague' };
      const answers = await Promise.all([0, 1, 0, 1].map((at) => revise(at, id, edit)));
      expect(answers).toEqual(answers.map(() => answers[0]));
      expect(answers[0]).toMatchObject({ status: 200, body: { version: 2, reason: 'b was vague' } });
      expect((await runOf(id)).planVersion).toBe(2);
      await eventually('the version is kept', async () => (await planOf(id)).version === 2);
      const history = await replicas.askOwner('plan-management', `/v1/runs/${id}/plan/history`);
      expect(history.body).toMatchObject({
        versions: [
          { version: 1, difference: null },
          {
            version: 2,
            reason: 'b was vague',
            difference: { changed: [{ id: 'b', fields: [{ field: 'title' }] }] },
          },
        ],
      });
    });

    it('take tasks away and bring others, which may have the names of those before', async () => {
      const id = await planned('Exchange');
      const edits = [
        { version: 1, add: [task('c', 'a')], remove: ['b'] },
        { version: 2, add: [task('b', 'a')], change: [{ id: 'c', dependsOn: ['b'] }] },
      ];
      for (const [at, edit] of edits.entries()) expect((await revise(at, id, edit)).status).toBe(200);
      const { tasks, planVersion } = await runOf(id);
      expect(tasks.map((each) => [each.id, each.dependsOn])).toEqual([
        ['a', []],
        ['b', ['a']],
        ['c', ['b']],
      ]);
      expect(planVersion).toBe(3);
    });

    it('refuse to touch what has begun, and an edit of no run', async () => {
      const id = await planned('Begun');
      expect(await revise(0, id, { version: 1, remove: ['a'] })).toMatchObject({
        status: 409,
        body: { code: 'task_started' },
      });
      expect(await revise(1, newRunId(), { version: 1, remove: ['a'] })).toMatchObject({
        status: 404,
        body: { code: 'run_not_found' },
      });
      expect(await revise(1, id, { remove: ['b'] })).toMatchObject({
        status: 400,
        body: { code: 'invalid_input' },
      });
    });
  });
});
