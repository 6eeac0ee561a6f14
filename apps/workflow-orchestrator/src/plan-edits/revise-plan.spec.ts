import { describe, expect, it } from '@jest/globals';
import {
  type AddedTask,
  PlanEdit,
  PlanRevise,
  type PlannedTask,
  TaskRun,
  taskId,
  ThroughlineError,
} from '@throughline/contracts';
import { Simulation } from '../testing/simulation.js';
import { MAX_PLAN_VERSIONS, revisePlan } from './revise-plan.js';

const goodWorld = { attemptFails: 0, checkFails: 0, conflicts: 0, duplicates: 0 };
const evenly = () => new Array<number>(900).fill(50).values();
const ids = (...names: string[]) => names.map(taskId);

/** A run whose plan has just been made: what can start has started, two at a time. */
function planned(...plan: number[][]): Simulation {
  const world = new Simulation(plan, goodWorld, evenly()).start();
  world.settle(
    () => undefined,
    (now) => now.tasks.length > 0,
  );
  return world;
}

const added = (id: string, more: Partial<AddedTask> = {}): AddedTask => ({
  ...{ id: taskId(id), title: id, instructions: 'do it', acceptanceCriteria: ['it is done'] },
  ...more,
});

function revise(world: Simulation, edit: PlanEdit, version = world.run.planVersion): void {
  world.change((change) => {
    revisePlan(change, { version, edit: Object.assign(new PlanEdit(), edit), digest: 'd', maxTasks: 30 });
  });
}

function refusal(world: Simulation, edit: PlanEdit, version?: number): ThroughlineError {
  const before = JSON.stringify([world.run, world.tasks]);
  try {
    revise(world, edit, version);
  } catch (error) {
    expect(JSON.stringify([world.run, world.tasks])).toBe(before);
    if (error instanceof ThroughlineError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const revisions = (world: Simulation): PlanRevise[] =>
  world.sent.filter((message) => message instanceof PlanRevise);
const planOf = (world: Simulation): PlannedTask[] => world.tasks.map((task) => task.plan);

describe('revisePlan', () => {
  it('adds, changes and removes tasks at once, and tells the whole of the new version', () => {
    const world = planned([], [0], [1]);
    const add = [added('t3', { dependsOn: ids('t1') })];
    const change = [{ id: taskId('t1'), title: 'Another title' }];
    revise(world, { add, change, remove: ids('t2'), reason: 'as discussed' });
    expect(world.run.planVersion).toBe(2);
    expect(planOf(world).map(({ id, title, dependsOn }) => [id, title, dependsOn])).toEqual([
      ['t0', 'Task 0', []],
      ['t1', 'Another title', ['t0']],
      ['t3', 't3', ['t1']],
    ]);
    expect(revisions(world)).toEqual([
      expect.objectContaining({ planVersion: 2, tasks: planOf(world), reason: 'as discussed' }),
    ]);
    world.settle();
    expect(world.run.state).toBe('succeeded');
    expect([...world.services.merged]).toEqual(['t0', 't1', 't3']);
  });

  it('starts a task that is added and waits for nothing', () => {
    const world = planned([]);
    revise(world, { add: [added('new')] });
    expect(
      world.sent.filter((message) => message instanceof TaskRun).map((message) => message.taskId),
    ).toEqual(['t0', 'new']);
  });

  it('sends a task back that was ready and depends on another now', () => {
    const world = planned([], [], []);
    world.tasks.forEach((task, at) => expect(task.state).toBe(at < 2 ? 'running' : 'ready'));
    revise(world, { change: [{ id: taskId('t2'), dependsOn: ids('t0') }] });
    expect(world.task(taskId('t2'))?.state).toBe('pending');
    world.settle();
    expect(world.run.state).toBe('succeeded');
  });

  it('puts tasks in an order in which they can be done', () => {
    const world = planned([], [0]);
    const add = [added('first'), added('last', { dependsOn: ids('t1') })];
    revise(world, { add, change: [{ id: taskId('t1'), dependsOn: ids('first') }] });
    expect(planOf(world).map(({ id }) => id)).toEqual(['t0', 'first', 't1', 'last']);
    expect(world.tasks.map(({ position }) => position)).toEqual([0, 1, 2, 3]);
  });

  it('refuses a version that is not the newest any more, and says which is', () => {
    const world = planned([], [0]);
    revise(world, { add: [added('x')] });
    expect(refusal(world, { remove: ids('x') }, 1)).toMatchObject({
      code: 'plan_version_conflict',
      kind: 'conflict',
      fields: { version: 1, currentVersion: 2 },
    });
    expect(refusal(world, { remove: ids('x') }, 3).code).toBe('plan_version_conflict');
  });

  it.each<[string, PlanEdit]>([
    ['change', { change: [{ id: taskId('t0'), title: 'x' }] }],
    ['remove', { remove: ids('t0') }],
  ])('does not %s what somebody works on', (_, edit) => {
    const world = planned([], [0]);
    expect(refusal(world, edit)).toMatchObject({ code: 'task_started', fields: { tasks: ['t0'] } });
  });

  it('leaves alone what an attempt has failed at, too', () => {
    const world = new Simulation([[], [], []], { ...goodWorld, attemptFails: 100 }, evenly()).start();
    world.settle(
      () => undefined,
      (now) => now.attempts.some(({ state }) => state === 'failed'),
    );
    const tried = world.tasks.filter(({ attempt }) => attempt > 0).map(({ id }) => id);
    expect(refusal(world, { remove: tried })).toMatchObject({
      code: 'task_started',
      fields: { tasks: tried },
    });
  });

  it.each<[string, PlanEdit, RegExp]>([
    ['nothing', {}, /neither adds nor changes nor removes/],
    [
      'what makes no difference',
      { change: [{ id: taskId('t1'), title: 'Task 1' }] },
      /nothing would be different/,
    ],
    ['a task that is not there', { remove: ids('nope') }, /no task nope/],
    ['a dependency that is not there', { add: [added('x', { dependsOn: ids('nope') })] }, /depends on nope/],
    ['to take away what another depends on', { remove: ids('t1') }, /t2 depends on t1/],
    ['an id twice', { add: [added('t1')] }, /more than one task has the id t1/],
    [
      'two changes of one task',
      { change: [{ id: taskId('t1') }, { id: taskId('t1'), title: 'x' }] },
      /twice/,
    ],
    [
      'to change what it removes',
      { change: [{ id: taskId('t2') }], remove: ids('t2') },
      /both changes and removes/,
    ],
    ['to add what it removes', { add: [added('t2')], remove: ids('t2') }, /change it instead/],
    ['a check of its own', { add: [added('x', { checks: ['rm -rf /'] })] }, /it has: "test"/],
    ['a path outside', { add: [added('x', { paths: ['../x'] })] }, /relative to the top/],
    ['a cycle', { change: [{ id: taskId('t1'), dependsOn: ids('t2') }] }, /t1 -> t2 -> t1/],
    ['too many tasks', { add: Array.from({ length: 28 }, (_, at) => added(`x${String(at)}`)) }, /at most 30/],
  ])('refuses %s', (_, edit, reason) => {
    const error = refusal(planned([], [0], [1]), edit);
    expect(error).toMatchObject({ code: 'plan_edit_refused', kind: 'refused' });
    expect(error.message).toMatch(reason);
  });

  it('keeps the number of versions within a bound', () => {
    const world = planned([], [0]);
    for (let version = 2; version <= MAX_PLAN_VERSIONS; version += 1)
      revise(world, { change: [{ id: taskId('t1'), title: `Title ${String(version)}` }] });
    expect(refusal(world, { add: [added('x')] }).message).toContain('100 versions already');
    expect(revisions(world)).toHaveLength(MAX_PLAN_VERSIONS - 1);
  });

  it.each([
    ['there is no plan yet', () => new Simulation([[]], goodWorld, evenly()).start()],
    [
      'all of it is done',
      () => {
        const world = planned([]);
        world.settle(
          () => undefined,
          (now) => now.tasks.every(({ state }) => state === 'done'),
        );
        return world;
      },
    ],
    [
      'the run has ended',
      () => {
        const world = planned([]);
        world.settle();
        return world;
      },
    ],
  ])('refuses every edit when %s', (_, make) => {
    expect(refusal(make(), { add: [added('x')] }, 1)).toMatchObject({
      code: 'plan_not_editable',
      kind: 'conflict',
    });
  });
});
