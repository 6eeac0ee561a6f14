import { describe, expect, it } from '@jest/globals';
import { WHY_REASONS } from '@throughline/contracts';
import fc from 'fast-check';
import { cancelRun } from '../workflow/ending.js';
import { actOnOverdue } from '../workflow/overdue.js';
import { isFinalRun, isFinalTask } from '../workflow/transitions.js';
import { Simulation } from '../testing/simulation.js';
import { stuckTasks } from './stuck-work.js';
import type { Place } from './waiting-piece.js';
import { whyOf } from './why.js';

const goodWorld = { attemptFails: 0, checkFails: 0, conflicts: 0, duplicates: 0 };
const badWorld = { attemptFails: 15, checkFails: 20, conflicts: 15, duplicates: 30, takeovers: 20 };
const plans = fc.array(fc.array(fc.nat(5), { maxLength: 3 }), { minLength: 1, maxLength: 6 });
const choices = fc.infiniteStream(fc.nat(99));
const evenly = () => new Array<number>(500).fill(50).values();

const why = ({ run, tasks, attempts }: Simulation, place?: Place, unsentMessages = 0) =>
  whyOf({ run, tasks, attempts, place, unsentMessages });

/** What waits for what, in short. */
const short = (world: Simulation, place?: Place): string[] =>
  why(world, place).map(({ id, reason, waitsFor }) => `${id} ${reason} ${waitsFor.join()}`.trim());

function runningUntil(world: Simulation, enough: (now: Simulation) => boolean): Simulation {
  world.start().settle(() => undefined, enough);
  return world;
}

describe('why', () => {
  it('has a piece for each unfinished task at every moment, with a reason, and none after the end', () => {
    fc.assert(
      fc.property(plans, choices, (plan, stream) => {
        const world = new Simulation(plan, badWorld, stream).start();
        world.settle(() => {
          const pieces = why(world);
          const over = isFinalRun(world.run.state);
          expect(pieces.length > 0).toBe(!over);
          for (const task of world.tasks) {
            const about = pieces.filter(({ id }) => id.split('#')[0] === task.id);
            expect(about).toHaveLength(isFinalTask(task.state) ? 0 : 1);
            for (const piece of about) {
              expect(WHY_REASONS).toContain(piece.reason);
              expect(piece.deadline).not.toBeNull();
              if (piece.reason === 'waits_for_dependencies') expect(piece.waitsFor).not.toEqual([]);
            }
          }
        });
      }),
      { numRuns: 100 },
    );
  });

  it('says who plans, who works, what a task depends on and who writes the branch', () => {
    const world = new Simulation([[], [0]], goodWorld, evenly());
    runningUntil(world, () => true);
    expect(short(world)).toEqual([`${world.run.id} plan_under_way plan-management`]);
    world.step();
    expect(short(world)).toEqual(['t0#1 waits_for_agent agent-runtime', 't1 waits_for_dependencies t0']);
    world.step();
    expect(short(world)[0]).toBe('t0#1 checks_under_way verification-feedback');
    world.step();
    expect(short(world)[0]).toBe('t0#1 merge_under_way git-worktree');
    world.settle(
      () => undefined,
      (now) => now.tasks.every((task) => task.state === 'done'),
    );
    expect(short(world)).toEqual([`${world.run.id} branch_under_way git-worktree`]);
    world.settle();
    expect(why(world)).toEqual([]);
  });

  it('says that a task which depends on none begins when the plan is approved', () => {
    const world = new Simulation([[], [0]], goodWorld, evenly());
    world.run.approvals = { ...world.run.approvals, plan: true };
    runningUntil(world, (now) => now.tasks.length > 0);
    expect(short(world)).toEqual([
      `${world.run.id} waits_for_approval person`,
      't0 waits_for_approval person',
      't1 waits_for_dependencies t0',
    ]);
  });

  it('says whether the run’s own limit or the line for slots holds a task up', () => {
    const world = new Simulation([[], [], []], goodWorld, evenly());
    runningUntil(world, (now) => now.tasks.length > 0);
    expect(short(world)[2]).toBe('t2 waits_for_run_limit t0,t1');
    world.run.limits = { ...world.run.limits, maxParallelTasks: 3 };
    expect(short(world)[2]).toBe('t2 starts_soon');
    const [, , third] = why(world, { ahead: 2, full: '64 tasks are being worked on' });
    expect(third).toMatchObject({
      reason: 'waits_for_slot',
      text: 'Attempt 1 waits for a slot: 64 tasks are being worked on; 2 runs are ahead in line.',
    });
  });

  it('names the workers that a cancelled run waits for, and messages that RabbitMQ has not got', () => {
    const world = new Simulation([[], [0]], goodWorld, evenly());
    runningUntil(world, (now) => now.tasks.length > 0);
    world.change(cancelRun);
    expect(short(world)[0]).toBe(`${world.run.id} workers_stopping t0`);
    expect(why(world, undefined, 2).at(-1)).toMatchObject({
      ...{ what: 'messages', reason: 'messages_unsent', waitsFor: ['rabbitmq'] },
    });
  });
});

describe('stuck work', () => {
  const stuck = ({ run, tasks, at }: Simulation) => stuckTasks(run, tasks, at, 0).map(({ id }) => id);

  it('is none after each look of the reconciler, whatever is lost', () => {
    fc.assert(
      fc.property(plans, choices, fc.array(fc.nat(4), { maxLength: 60 }), (plan, stream, events) => {
        const world = new Simulation(plan, badWorld, stream).start();
        for (const event of events) {
          if (event === 0) world.loseOne();
          if (event === 1) world.passTime(world.patience.stepMs);
          world.step();
          expect(world.tasks.filter((task) => !isFinalTask(task.state) && task.deadline === null)).toEqual(
            [],
          );
          world.change(actOnOverdue);
          expect(stuck(world)).toEqual([]);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is a task whose deadline was taken away, until the reconciler gives it one', () => {
    const world = new Simulation([[], [0]], goodWorld, evenly());
    runningUntil(world, (now) => now.tasks.length > 0);
    for (const task of world.tasks) {
      task.deadline = null;
      expect(stuck(world)).toEqual([task.id]);
      world.change(actOnOverdue);
      expect(stuck(world)).toEqual([]);
    }
  });
});
