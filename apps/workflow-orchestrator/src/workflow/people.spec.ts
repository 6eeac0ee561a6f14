import { describe, expect, it } from '@jest/globals';
import {
  type Approvals,
  BranchPublish,
  type Decision,
  MergePrepare,
  type TaskId,
  taskId,
  TaskRun,
} from '@throughline/contracts';
import fc from 'fast-check';
import { Simulation } from '../testing/simulation.js';
import { decide } from './deciding.js';
import { actOnOverdue } from './overdue.js';
import { pauseRun, resumeRun } from './pausing.js';
import { retryTask } from './retrying.js';

const goodWorld = { attemptFails: 0, checkFails: 0, conflicts: 0, duplicates: 0 };
const evenly = () => new Array<number>(500).fill(50).values();
const DAY = 86_400_000;
const T0 = taskId('t0');

function worldOf(approvals: Partial<Approvals>, plan: number[][] = [[]], world = goodWorld): Simulation {
  const simulation = new Simulation(plan, world, evenly());
  Object.assign(simulation.run.approvals, approvals);
  return simulation.start();
}
const decidePlan = (world: Simulation, decision: Decision, planVersion = 1) =>
  world.change((change) => decide(change, { decision, planVersion, by: 'Ada', comment: 'as discussed' }));
const decideTask = (world: Simulation, decision: Decision, attempt: number, task: TaskId = T0) =>
  world.change((change) => decide(change, { decision, task, attempt, by: 'Ada', comment: 'too clever' }));
const count = (world: Simulation, type: typeof TaskRun | typeof MergePrepare | typeof BranchPublish) =>
  world.sent.filter((message) => message instanceof type).length;

describe('approval of the plan', () => {
  it('lets nothing begin before it, and what it is about is a version', () => {
    const world = worldOf({ plan: true });
    world.settle();
    expect(world.run.state).toBe('awaiting_approval');
    expect(count(world, TaskRun)).toBe(0);
    expect(() => decidePlan(world, 'approve', 2)).toThrow(
      /about version 2 of the plan, but by now there is version 1/,
    );
    decidePlan(world, 'approve');
    world.settle();
    expect(world.run.state).toBe('succeeded');
  });

  it('is known when it comes again, and its contrary is refused', () => {
    const world = worldOf({ plan: true });
    world.settle();
    decidePlan(world, 'approve');
    const sent = world.sent.length;
    decidePlan(world, 'approve');
    expect(world.sent).toHaveLength(sent);
    expect(() => decidePlan(world, 'reject')).toThrow(/waits for no decision: it is running/);
  });

  it('fails the run when it is refused, with what the person said', () => {
    const world = worldOf({ plan: true });
    world.settle();
    decidePlan(world, 'reject');
    expect(world.run).toMatchObject({
      state: 'failed',
      reason: 'Version 1 of the plan is rejected by Ada: as discussed',
    });
    decidePlan(world, 'reject');
    expect(world.endings).toBe(1);
  });

  it('is waited for as long as people have, which is longer than the run itself may take', () => {
    const world = worldOf({ plan: true, timeoutMs: DAY });
    world.settle();
    world.passTime(DAY - 1);
    world.change(actOnOverdue);
    expect(world.run.state).toBe('awaiting_approval');
    world.passTime(1);
    world.change(actOnOverdue);
    expect(world.run.state).toBe('failed');
    expect(world.run.reason).toMatch(/^nobody approved the plan until 2/);
  });

  it('leaves the run the time that it had', () => {
    const world = worldOf({ plan: true });
    world.settle();
    world.passTime(DAY / 2);
    decidePlan(world, 'approve');
    world.loseEverythingUnderWay();
    world.passTime(world.run.limits.runTimeoutMs - 1);
    world.change(actOnOverdue);
    expect(world.run.state).toBe('running');
    world.passTime(1);
    world.change(actOnOverdue);
    expect(world.run.reason).toContain('time limit');
  });
});

describe('approval of a task', () => {
  it('is waited for after its checks and before its merge; other tasks go on', () => {
    const world = worldOf({ tasks: 'marked' }, [[], []]);
    world.settle();
    expect(world.tasks.map(({ state }) => state)).toEqual(['waiting_for_human', 'done']);
    expect(count(world, MergePrepare)).toBe(1);
    decideTask(world, 'approve', 1);
    decideTask(world, 'approve', 1);
    world.settle();
    expect(world.run.state).toBe('succeeded');
    expect(count(world, MergePrepare)).toBe(2);
  });

  it('can be asked for every task', () => {
    const world = worldOf({ tasks: 'all' }, [[], []]);
    world.settle();
    expect(world.tasks.map(({ state }) => state)).toEqual(['waiting_for_human', 'waiting_for_human']);
  });

  it('is about an attempt; what is rejected is tried again with the comment', () => {
    const world = worldOf({ tasks: 'all' });
    world.settle();
    expect(() => decideTask(world, 'approve', 2)).toThrow(
      /about attempt 2 at t0, but by now there is attempt 1/,
    );
    decideTask(world, 'reject', 1);
    expect(world.sent.findLast((message) => message instanceof TaskRun)).toMatchObject({
      attempt: 2,
      feedback: 'too clever',
    });
    world.settle();
    expect(world.attempts.map(({ state }) => state)).toEqual(['rejected', 'passed']);
    decideTask(world, 'approve', 2);
    world.settle();
    expect(world.run.state).toBe('succeeded');
  });

  it('fails task and run when nobody decides in time', () => {
    const world = worldOf({ tasks: 'all', timeoutMs: DAY });
    world.settle();
    world.passTime(DAY);
    world.change(actOnOverdue);
    expect(world.run.state).toBe('failed');
    expect(world.run.reason).toMatch(/^task t0: nobody approved it until 2/);
    expect(world.attempts.map(({ state }) => state)).toEqual(['failed']);
  });

  it('does not run out while the run is paused', () => {
    const world = worldOf({ tasks: 'all', timeoutMs: DAY });
    world.settle();
    world.change((change) => pauseRun(change, {}));
    world.passTime(10 * DAY);
    world.change(actOnOverdue);
    world.change((change) => resumeRun(change, {}));
    world.passTime(DAY - 1);
    world.change(actOnOverdue);
    expect(world.run.state).toBe('running');
    decideTask(world, 'approve', 1);
    world.settle();
    expect(world.run.state).toBe('succeeded');
  });
});

describe('a task that has failed too often', () => {
  const broken = { ...goodWorld, checkFails: 100 };

  it('waits for a person where the run asks for it, who can have it tried with all its attempts', () => {
    const world = worldOf({ onExhausted: 'ask' }, [[]], broken);
    world.settle();
    expect(world.tasks[0]).toMatchObject({
      state: 'waiting_for_human',
      reason: expect.stringContaining('same findings'),
    });
    expect(() => decideTask(world, 'approve', 2)).toThrow(/out of attempts: retry or reject it/);
    const again = () =>
      world.change((change) => retryTask(change, T0, { attempt: 2, comment: 'look at a.js' }));
    again();
    again();
    expect(world.sent.findLast((message) => message instanceof TaskRun)).toMatchObject({
      attempt: 3,
      feedback: 'look at a.js\n\nbroken',
    });
    world.settle();
    expect(world.attempts).toHaveLength(4);
    expect(world.tasks[0]?.state).toBe('waiting_for_human');
  });

  it('is given up when a person says so, and the run with it', () => {
    const world = worldOf({ onExhausted: 'ask' }, [[]], broken);
    world.settle();
    decideTask(world, 'reject', 2);
    expect(world.run).toMatchObject({
      state: 'failed',
      reason: expect.stringMatching(/^task t0: rejected by Ada: too clever; two attempts/),
    });
  });

  it('is refused where nothing waits', () => {
    const world = worldOf({}, [[], [0]]);
    expect(() => world.change((change) => retryTask(change, T0, {}))).toThrow(/has no task t0/);
    world.settle(undefined, (now) => now.tasks.length > 0);
    expect(() => world.change((change) => retryTask(change, T0, {}))).toThrow(/the task t0 is running/);
  });
});

describe('a paused run', () => {
  const plans = fc.array(fc.array(fc.nat(5), { maxLength: 3 }), { minLength: 1, maxLength: 5 });
  const choices = fc.infiniteStream(fc.nat(99));

  it('begins nothing, keeps its time, and goes on where it stood', () => {
    fc.assert(
      fc.property(plans, choices, fc.nat(30), (plan, stream, steps) => {
        const world = new Simulation(plan, goodWorld, stream).start();
        for (let i = 0; i < steps; i += 1) world.step();
        fc.pre(world.run.state === 'running' && world.tasks.some(({ state }) => state !== 'done'));
        world.change((change) => pauseRun(change, {}));
        const before = [TaskRun, MergePrepare, BranchPublish].map((type) => count(world, type));
        world.settle();
        world.passTime(10 * world.run.limits.runTimeoutMs);
        world.change(actOnOverdue);
        expect([TaskRun, MergePrepare, BranchPublish].map((type) => count(world, type))).toEqual(before);
        expect(world.run.state).toBe('paused');
        world.change((change) => resumeRun(change, {}));
        world.settle();
        expect(world.run.state).toBe('succeeded');
      }),
      { numRuns: 200 },
    );
  });

  it('is paused once, and only where there is something to pause', () => {
    const world = worldOf({ plan: true });
    const pause = () => world.change((change) => pauseRun(change, { by: 'Ada' }));
    expect(pause).toThrow(/is planning: only a run whose tasks are being done can be paused/);
    world.settle();
    expect(pause).toThrow(/is awaiting_approval/);
    expect(() => world.change((change) => resumeRun(change, {}))).toThrow(/only a paused run can be resumed/);
    decidePlan(world, 'approve');
    pause();
    const sent = world.sent.length;
    pause();
    expect(world.sent).toHaveLength(sent);
  });
});
