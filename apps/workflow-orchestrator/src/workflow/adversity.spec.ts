import { describe, expect, it } from '@jest/globals';
import { ON_EXHAUSTED, TASK_APPROVALS } from '@throughline/contracts';
import fc from 'fast-check';
import { isWish, tryWish, type Wish, WISHES } from '../testing/wishes.js';
import { isStandingStill } from './clock.js';
import { cancelRun } from './ending.js';
import { actOnOverdue } from './overdue.js';
import { isFinalRun, isFinalTask } from './transitions.js';
import { Simulation } from '../testing/simulation.js';

const plans = fc.array(fc.array(fc.nat(5), { maxLength: 3 }), { minLength: 1, maxLength: 5 });
const choices = fc.infiniteStream(fc.nat(99));
const roughWorld = { attemptFails: 10, checkFails: 15, conflicts: 15, duplicates: 30, takeovers: 40 };
const smoothWorld = { attemptFails: 0, checkFails: 0, conflicts: 0, duplicates: 30, takeovers: 40 };

/** What may happen besides the arrival of an answer. */
const happenings = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.constant('answer' as const) },
    { weight: 2, arbitrary: fc.constant('lose' as const) },
    { weight: 2, arbitrary: fc.constant('look' as const) },
    { weight: 2, arbitrary: fc.constant('wait' as const) },
    { weight: 1, arbitrary: fc.constant('cancel' as const) },
    { weight: 4, arbitrary: fc.constantFrom(...WISHES) },
  ),
  { maxLength: 120 },
);
type Happening = 'answer' | 'lose' | 'look' | 'wait' | 'cancel' | Wish;

const approvals = fc.record({
  plan: fc.boolean(),
  tasks: fc.constantFrom(...TASK_APPROVALS),
  onExhausted: fc.constantFrom(...ON_EXHAUSTED),
  timeoutMs: fc.constant(20_000),
});

function happen(world: Simulation, what: Happening): void {
  if (what === 'answer') world.step();
  if (what === 'lose') world.loseOne();
  if (what === 'wait') world.passTime(world.patience.stepMs / 2);
  if (what === 'look') world.change(actOnOverdue);
  if (what === 'cancel') world.change(cancelRun);
  if (isWish(what)) tryWish(world, what);
}

/** What holds after every step, whatever has happened before it. */
function expectSound(world: Simulation): void {
  const { run, tasks, attempts } = world;
  const over = isFinalRun(run.state);
  expect(over).toBe(run.finishedAt !== null);
  for (const task of tasks) {
    expect(isFinalTask(task.state)).toBe(task.deadline === null);
    if (over) expect(isFinalTask(task.state)).toBe(true);
  }
  for (const task of tasks) expect(task.personWait !== null).toBe(task.state === 'waiting_for_human');
  expect(run.clockStoppedAt !== null).toBe(isStandingStill(world));
  if (['planning', 'awaiting_approval', 'cancelling'].includes(run.state))
    expect(run.stepDeadline).not.toBeNull();
  const open = attempts.filter((attempt) => attempt.endedAt === null);
  expect(new Set(open.map((attempt) => attempt.taskId)).size).toBe(open.length);
  expect(world.endedAttempts.length + open.length).toBe(attempts.length);
  expect(world.endings).toBeLessThanOrEqual(1);
}

/** Lets answers arrive and the reconciler look, until the run is over or its time must have been. */
function bringToEnd(world: Simulation): void {
  const looks = (2 * world.run.limits.runTimeoutMs) / world.patience.stepMs;
  for (let i = 0; i < looks && !isFinalRun(world.run.state); i += 1) {
    world.settle(() => {
      expectSound(world);
    });
    world.passTime(world.patience.stepMs);
    world.change(actOnOverdue);
    expectSound(world);
    // Nothing else ends a pause than a person; decisions run out by themselves.
    tryWish(world, 'resume');
    expectSound(world);
  }
}

describe('workflow in adversity', () => {
  it('ends every run once, whatever is lost, late, doubled, taken over, cancelled, paused, decided or tried again', () => {
    fc.assert(
      fc.property(plans, choices, approvals, happenings, (plan, stream, asked, events) => {
        const world = new Simulation(plan, roughWorld, stream);
        world.run.approvals = asked;
        world.start();
        for (const event of events) {
          happen(world, event);
          expectSound(world);
        }
        bringToEnd(world);
        expect(isFinalRun(world.run.state)).toBe(true);
        world.settle(() => {
          expectSound(world);
        });
        expect(world.endings).toBe(1);
      }),
      { numRuns: 200 },
    );
  });

  it('takes no word of a worker whose lease was taken over', () => {
    fc.assert(
      fc.property(plans, choices, (plan, stream) => {
        const world = new Simulation(plan, { ...smoothWorld, takeovers: 100 }, stream).start();
        world.settle(() => {
          expectSound(world);
        });
        expect(world.run.state).toBe('succeeded');
        expect(world.attempts.map((attempt) => attempt.epoch)).toEqual(world.attempts.map(() => 2));
        const results = world.attempts.map((attempt) => attempt.commit);
        expect(results.filter((commit) => commit !== null && world.services.stale.has(commit))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('ends a cancelled run in its grace, although nobody answers', () => {
    fc.assert(
      fc.property(plans, choices, fc.nat(40), (plan, stream, steps) => {
        const world = new Simulation(plan, smoothWorld, stream).start();
        for (let i = 0; i < steps; i += 1) world.step();
        fc.pre(!isFinalRun(world.run.state));
        world.change(cancelRun);
        world.loseEverythingUnderWay();
        world.passTime(world.patience.graceMs);
        world.change(actOnOverdue);
        expect(world.run.state).toBe('cancelled');
        expectSound(world);
      }),
      { numRuns: 200 },
    );
  });

  it('ends in the time limit from every state, although nobody answers', () => {
    fc.assert(
      fc.property(plans, choices, fc.nat(40), (plan, stream, steps) => {
        const world = new Simulation(plan, roughWorld, stream).start();
        for (let i = 0; i < steps; i += 1) world.step();
        fc.pre(!isFinalRun(world.run.state));
        world.loseEverythingUnderWay();
        world.passTime(world.run.limits.runTimeoutMs);
        world.change(actOnOverdue);
        expect(world.run.state).toBe('failed');
        expectSound(world);
      }),
      { numRuns: 200 },
    );
  });
});
