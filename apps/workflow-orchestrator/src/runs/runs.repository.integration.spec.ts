import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { taskId } from '@throughline/contracts';
import { UnitsOfWork } from '@throughline/persistence';
import { RunningOrchestrator } from '../testing/running-orchestrator.js';
import { newRun } from '../testing/simulation.js';
import { newTask } from '../workflow/planning.js';
import type { RunChange } from '../workflow/run-change.js';
import type { Run } from './run.entity.js';
import type { RunsRepository } from './runs.repository.js';

jest.setTimeout(60_000);

describe('RunsRepository', () => {
  let orchestrator: RunningOrchestrator;
  let runs: RunsRepository;
  let units: UnitsOfWork;

  beforeAll(async () => {
    orchestrator = await RunningOrchestrator.start({ OTEL_TRACES_EXPORTER: 'none' });
    const { RunsRepository: Repository } = await import('./runs.repository.js');
    runs = orchestrator.service.app.get(Repository);
    units = orchestrator.service.app.get(UnitsOfWork);
  });
  afterAll(async () => {
    await orchestrator.stop();
    await orchestrator.remove();
  });

  /** Changes a run in one unit of work, as rules do. */
  const change = (run: Run, rule: (change: RunChange) => void): Promise<void> =>
    units.run(async ({ manager }) => {
      const locked = await runs.lock(manager, run.id);
      if (locked === undefined) throw new Error('there is no such run');
      rule(locked);
      await runs.save(manager, locked);
    });

  /** The transaction that has written each row last. */
  async function writers(run: Run): Promise<Record<string, string>> {
    const rows = await orchestrator.database.query<{ name: string; writer: string }[]>(
      `SELECT 'run' AS name, xmin::text AS writer FROM runs WHERE id = $1
       UNION ALL SELECT id, xmin::text FROM tasks WHERE run_id = $1`,
      [run.id],
    );
    return Object.fromEntries(rows.map(({ name, writer }) => [name, writer]));
  }

  async function runWithTasks(): Promise<Run> {
    const run = newRun();
    await units.run(async ({ manager }) => {
      await runs.insert(manager, run);
      await runs.save(manager, runs.changeOf(run));
    });
    const plan = {
      title: 'T',
      instructions: 'I',
      dependsOn: [],
      acceptanceCriteria: ['A'],
      paths: [],
      checks: [],
    };
    await change(run, (locked) => {
      for (const [at, id] of ['one', 'two'].entries())
        locked.tasks.push(newTask(locked, { ...plan, id: taskId(id) }, at));
    });
    return run;
  }

  it('writes only the rows that have changed', async () => {
    const run = await runWithTasks();
    const before = await writers(run);
    await change(run, ({ tasks: [first] }) => {
      if (first !== undefined) first.reason = 'it is so';
    });
    const after = await writers(run);
    expect(Object.keys(after).sort()).toEqual(['one', 'run', 'two']);
    expect(Object.keys(after).filter((name) => after[name] !== before[name])).toEqual(['one']);
  });

  it('sees what has changed inside of a column of JSON', async () => {
    const run = await runWithTasks();
    await change(run, ({ tasks: [first] }) => {
      if (first !== undefined) Object.assign(first.plan, { title: 'Another title' });
    });
    const { tasks } = await runs.get(run.id);
    expect(tasks.map(({ plan: { title } }) => title)).toEqual(['Another title', 'T']);
  });

  it('writes nothing where nothing has changed', async () => {
    const run = await runWithTasks();
    const before = await writers(run);
    await change(run, () => undefined);
    expect(await writers(run)).toEqual(before);
  });

  it('reads a run once in a transaction, and anew in the next one', async () => {
    const run = await runWithTasks();
    const lockTwice = (): Promise<(RunChange | undefined)[]> =>
      units.run(async ({ manager }) => {
        const first = await runs.lock(manager, run.id);
        const [task] = first?.tasks ?? [];
        if (first === undefined || task === undefined) throw new Error('there is no such run');
        task.reason = `${task.reason ?? ''}x`;
        await runs.save(manager, first);
        return [first, await runs.lock(manager, run.id), await runs.tryLock(manager, run.id)];
      });
    const [first, second, third] = await lockTwice();
    expect(second?.run).toBe(first?.run);
    expect(third?.tasks).toBe(first?.tasks);
    expect(second?.events).not.toBe(first?.events);
    const [later] = await lockTwice();
    expect(later?.run).not.toBe(first?.run);
    expect((await runs.get(run.id)).tasks.map(({ reason }) => reason)).toEqual(['xx', null]);
  });

  it('locks several runs in one order, so that nobody waits for each other', async () => {
    const ids = (await Promise.all([runWithTasks(), runWithTasks(), runWithTasks()])).map(({ id }) => id);
    const lockAll = (order: typeof ids): Promise<void> =>
      units.runOnce(({ manager }) => runs.lockAll(manager, order));
    for (let round = 0; round < 20; round += 1)
      await Promise.all(
        [ids, ids.toReversed(), [ids[1], ids[2], ids[0]].filter((id) => id !== undefined)].map(lockAll),
      );
    await units.run(async ({ manager }) => {
      await runs.lockAll(manager, [...ids, ...ids, newRun().id]);
      for (const id of ids)
        expect((await runs.lock(manager, id))?.tasks.map((task) => task.id)).toEqual(['one', 'two']);
    });
  });
});
