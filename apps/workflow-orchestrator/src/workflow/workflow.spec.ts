import { describe, expect, it } from '@jest/globals';
import { isTaskId } from '@throughline/contracts';
import fc from 'fast-check';
import { actOnOverdue } from './overdue.js';
import { cancelRun } from './ending.js';
import { isFinalAttempt, isFinalRun, isFinalTask } from './transitions.js';
import { Simulation } from '../testing/simulation.js';

/** Dependencies of each task on earlier ones: every acyclic plan looks like this in some order. */
const plans = fc.array(fc.array(fc.nat(5), { maxLength: 3 }), { minLength: 1, maxLength: 6 });
const choices = fc.infiniteStream(fc.nat(99));

const goodWorld = { attemptFails: 0, checkFails: 0, conflicts: 0, duplicates: 30 };
const badWorld = { attemptFails: 15, checkFails: 25, conflicts: 20, duplicates: 30 };

describe('workflow', () => {
  it('ends every run, whatever the order, the duplicates and the outcomes', () => {
    fc.assert(
      fc.property(plans, choices, (plan, stream) => {
        const world = new Simulation(plan, badWorld, stream).start();
        world.settle();
        expect(isFinalRun(world.run.state)).toBe(true);
        expect(world.tasks.every((task) => isFinalTask(task.state))).toBe(true);
        expect(world.attempts.every((attempt) => attempt.endedAt !== null)).toBe(true);
        expect(world.endedAttempts).toHaveLength(world.attempts.length);
      }),
      { numRuns: 300 },
    );
  });

  it('succeeds with every task merged once when nothing fails', () => {
    fc.assert(
      fc.property(plans, choices, (plan, stream) => {
        const world = new Simulation(plan, goodWorld, stream).start();
        world.settle();
        expect(world.run.state).toBe('succeeded');
        expect(world.run.branch).toBe(`throughline/${world.run.id}`);
        expect([...world.services.merged].sort()).toEqual(world.tasks.map((task) => task.id).sort());
        expect(world.attempts).toHaveLength(plan.length);
      }),
      { numRuns: 200 },
    );
  });

  it('never starts a task before its dependencies are merged, nor more than allowed, nor two merges at a time', () => {
    fc.assert(
      fc.property(plans, choices, (plan, stream) => {
        const world = new Simulation(plan, badWorld, stream).start();
        world.settle(() => {
          const active = world.tasks.filter((task) =>
            ['running', 'verifying', 'merging'].includes(task.state),
          );
          expect(active.length).toBeLessThanOrEqual(world.run.limits.maxParallelTasks);
          expect(world.services.openMerges.size).toBeLessThanOrEqual(1);
          for (const task of active)
            for (const id of task.plan.dependsOn) expect(world.task(id)?.state).toBe('done');
          for (const task of world.tasks) if (!isFinalTask(task.state)) expect(task.deadline).not.toBeNull();
        });
      }),
      { numRuns: 200 },
    );
  });

  it('ends a cancelled run as cancelled, whenever the wish comes', () => {
    fc.assert(
      fc.property(plans, choices, fc.nat(30), (plan, stream, steps) => {
        const world = new Simulation(plan, goodWorld, stream).start();
        for (let i = 0; i < steps && !isFinalRun(world.run.state); i += 1) world.step();
        const over = isFinalRun(world.run.state);
        world.change(cancelRun);
        world.settle();
        expect(world.run.state).toBe(over ? 'succeeded' : 'cancelled');
      }),
      { numRuns: 200 },
    );
  });

  it('recovers when answers are lost: the overdue step is asked for again', () => {
    fc.assert(
      fc.property(plans, choices, fc.nat(20), (plan, stream, steps) => {
        const world = new Simulation(plan, goodWorld, stream).start();
        for (let i = 0; i < steps; i += 1) world.step();
        world.loseEverythingUnderWay();
        for (let i = 0; i < 50 && !isFinalRun(world.run.state); i += 1) {
          world.passTime(world.patience.stepMs + 1);
          world.change(actOnOverdue);
          world.settle();
        }
        expect(world.run.state).toBe('succeeded');
      }),
      { numRuns: 100 },
    );
  });

  it('fails the run when its time is up', () => {
    const world = new Simulation([[]], goodWorld, new Array<number>(500).fill(50).values()).start();
    world.passTime(world.run.limits.runTimeoutMs + 1);
    world.change(actOnOverdue);
    expect(world.run.state).toBe('failed');
    expect(world.run.reason).toContain('time limit');
  });

  it('stops after two attempts with the same findings', () => {
    const world = new Simulation(
      [[]],
      { ...goodWorld, checkFails: 100 },
      new Array<number>(500).fill(50).values(),
    );
    world.start().settle();
    expect(world.run.state).toBe('failed');
    expect(world.run.reason).toContain('same findings');
    expect(world.attempts.map((attempt) => attempt.state)).toEqual(['rejected', 'rejected']);
    expect(world.attempts.every((attempt) => isFinalAttempt(attempt.state))).toBe(true);
    expect(isTaskId(world.tasks[0]?.id ?? '')).toBe(true);
  });
});
