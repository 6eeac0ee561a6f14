import { describe, expect, it } from '@jest/globals';
import { PlanEdit, TaskRun } from '@throughline/contracts';
import { revisePlan } from '../plan-edits/revise-plan.js';
import { cancelRun } from './ending.js';
import { actOnOverdue } from './overdue.js';
import { pauseRun } from './pausing.js';
import { Simulation } from '../testing/simulation.js';

const goodWorld = { attemptFails: 0, checkFails: 0, conflicts: 0, duplicates: 0 };
const evenly = () => new Array<number>(500).fill(50).values();

describe('cancelling', () => {
  it('waits for a branch that is being written, and says that it is there', () => {
    const world = new Simulation([[]], goodWorld, evenly()).start();
    world.settle(
      () => undefined,
      (now) => now.tasks.some((task) => task.state === 'done'),
    );
    world.change(cancelRun);
    expect(world.run.state).toBe('cancelling');
    world.settle();
    expect(world.run.state).toBe('cancelled');
    expect(world.run.branch).toBe(`throughline/${world.run.id}`);
  });

  it('waits for nobody when the run is paused and what was left of its plan was taken away', () => {
    const world = new Simulation([[], [0]], goodWorld, evenly()).start();
    world.settle(
      () => undefined,
      (now) => now.tasks.some((task) => task.state === 'merging'),
    );
    world.change((change) => pauseRun(change, {}));
    const left = world.tasks.filter(({ attempt }) => attempt === 0).map(({ id }) => id);
    const edit = Object.assign(new PlanEdit(), { remove: left });
    world.change((change) => revisePlan(change, { version: 1, edit, digest: 'd', maxTasks: 30 }));
    world.settle();
    expect(world.tasks.map(({ state }) => state)).toEqual(['done']);
    expect(world.run.state).toBe('paused');
    world.change(cancelRun);
    expect(world.run.state).toBe('cancelled');
  });

  it('asks for nothing again while workers have time to stop, and then ends without them', () => {
    const world = new Simulation([[], []], goodWorld, evenly()).start();
    world.settle(
      () => undefined,
      (now) => now.tasks.some((task) => task.state === 'running'),
    );
    world.passTime(world.patience.stepMs - world.patience.graceMs + 1);
    world.change(cancelRun);
    world.loseEverythingUnderWay();
    world.sent.length = 0;
    world.passTime(world.patience.graceMs - 1);
    world.change(actOnOverdue);
    expect(world.sent.filter((message) => message instanceof TaskRun)).toEqual([]);
    expect(world.run.state).toBe('cancelling');
    world.passTime(1);
    world.change(actOnOverdue);
    expect(world.run.state).toBe('cancelled');
    expect(world.attempts.every((attempt) => attempt.state === 'abandoned')).toBe(true);
  });

  it('tells a worker of whom nothing was heard to stop, before another attempt begins', () => {
    const world = new Simulation([[]], goodWorld, evenly()).start();
    world.settle(
      () => undefined,
      (now) => now.tasks.some((task) => task.state === 'running'),
    );
    world.loseEverythingUnderWay();
    world.sent.length = 0;
    world.passTime(world.run.limits.taskTimeoutMs + world.patience.graceMs);
    world.change(actOnOverdue);
    expect(world.sent.map((message) => message.constructor.name)).toEqual(['TaskCancel', 'TaskRun']);
    expect(world.attempts.map((attempt) => attempt.state)).toEqual(['abandoned', 'running']);
  });
});
