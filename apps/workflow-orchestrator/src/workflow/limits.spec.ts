import { describe, expect, it } from '@jest/globals';
import {
  BranchRefused,
  PlanFailed,
  PlanReady,
  RunFinished,
  TaskAttemptProgressed,
  TaskCancel,
  TaskRun,
} from '@throughline/contracts';
import type { Attempt } from '../runs/attempt.entity.js';
import { attemptProgressed } from './attempts.js';
import { branchRefused } from './merging.js';
import { actOnOverdue } from './overdue.js';
import { planFailed, planReady } from './planning.js';
import { isFinalRun } from './transitions.js';
import { Simulation } from '../testing/simulation.js';

const goodWorld = { attemptFails: 0, checkFails: 0, conflicts: 0, duplicates: 0 };
const evenly = () => new Array<number>(500).fill(50).values();
const LONG = 'x'.repeat(4000);
const NO_USAGE = { inputTokens: 0, outputTokens: 0, calls: 0, costUsd: 0 };

describe('limits of a run', () => {
  it('hands over work that is done, although its last task has used the rest of the tokens', () => {
    const world = new Simulation([[]], goodWorld, evenly());
    world.run.limits = { ...world.run.limits, maxTokens: 20 };
    world.start().settle();
    expect(world.run.inputTokens + world.run.outputTokens).toBeGreaterThanOrEqual(20);
    expect(world.run.state).toBe('succeeded');
  });

  it('starts no task once the tokens are used', () => {
    const world = new Simulation([[], [0]], goodWorld, evenly());
    world.run.limits = { ...world.run.limits, maxTokens: 20 };
    world.start().settle();
    expect(world.run.state).toBe('failed');
    expect(world.run.reason).toContain('has used its 20 tokens');
    expect(world.attempts).toHaveLength(1);
  });

  const progress = (world: Simulation, at: number, usedTokens: number, usedCostUsd = 0): void => {
    const { taskId, number: attempt } = attemptAt(world, at);
    const about = { runId: world.run.id, taskId, attempt, epoch: 1, turn: 1, note: '' };
    world.change((change) => {
      attemptProgressed(change, new TaskAttemptProgressed({ ...about, usedTokens, usedCostUsd }));
    });
  };

  it('counts together what attempts use that run at the same time', () => {
    const world = bothRunning();
    progress(world, 0, 500);
    progress(world, 1, 484);
    expect(world.run.state).toBe('running');
    progress(world, 1, 485);
    expect(world.run.state).toBe('failed');
    expect(world.run.reason).toContain('has used its 1000 tokens');
  });

  it('leaves it to an attempt to end at the limit that it was given', () => {
    const world = bothRunning();
    progress(world, 0, 985);
    expect(world.run.state).toBe('running');
  });

  it('gives a new attempt what is left, and counts an attempt that nobody heard the end of', () => {
    const world = bothRunning();
    progress(world, 0, 300);
    world.passTime(world.run.limits.taskTimeoutMs + world.patience.graceMs);
    world.sent.length = 0;
    world.change(actOnOverdue);
    const given = world.sent.filter((message) => message instanceof TaskRun);
    expect(given.map(({ limits }) => limits.maxTokens)).toEqual([685, 685]);
  });

  it('starts no task once the money is used, and says so', () => {
    const world = new Simulation([[], [0]], { ...goodWorld, costUsd: 1 }, evenly());
    world.run.limits = { ...world.run.limits, maxCostUsd: 2 };
    world.start().settle();
    expect(world.run.state).toBe('failed');
    expect(world.run.reason).toBe('the run may cost no more: the budget of $2.00 is used, with $2.00');
    expect(world.attempts).toHaveLength(1);
  });

  it('gives attempts what is left of the money, and counts together what several of them cost', () => {
    const world = new Simulation([[], []], { ...goodWorld, costUsd: 0.5 }, evenly());
    world.run.limits = { ...world.run.limits, maxCostUsd: 2 };
    world.start().settle(
      () => undefined,
      (now) => now.tasks.length > 0,
    );
    const given = world.sent.filter((message) => message instanceof TaskRun);
    expect(given.map(({ limits }) => limits.maxCostUsd)).toEqual([1.5, 1.5]);
    progress(world, 0, 10, 0.7);
    expect(world.run.state).toBe('running');
    progress(world, 1, 10, 0.8);
    expect(world.run.state).toBe('failed');
    expect(world.run.reason).toContain('the budget of $2.00 is used');
    expect(world.sent.filter((message) => message instanceof TaskCancel)).toHaveLength(2);
  });

  it('ends a run with a budget whose price turns out to be unknown, and no run without one', () => {
    for (const maxCostUsd of [2, undefined]) {
      const world = new Simulation([[], [0]], { ...goodWorld, costUsd: null }, evenly());
      world.run.limits = { ...world.run.limits, ...(maxCostUsd === undefined ? {} : { maxCostUsd }) };
      world.start().settle();
      expect(world.run.state).toBe(maxCostUsd === undefined ? 'succeeded' : 'failed');
      if (maxCostUsd !== undefined) expect(world.run.reason).toContain('price of a model call is not known');
    }
  });

  it('keeps the reason of its end short enough for the message that tells it', () => {
    const world = new Simulation([[]], goodWorld, evenly()).start();
    const { id: runId } = world.run;
    world.change((change) => {
      planFailed(change, new PlanFailed({ runId, code: 'plan_invalid', reason: LONG, usage: NO_USAGE }));
    });
    const told = world.sent.filter((message) => message instanceof RunFinished);
    expect(told.map(({ reason }) => reason?.length)).toEqual([4000]);
    const other = new Simulation([[]], goodWorld, evenly()).start();
    other.settle(() => undefined, BRANCH_ASKED);
    other.change((change) => {
      branchRefused(change, new BranchRefused({ runId: other.run.id, branch: 'b', reason: LONG }));
    });
    expect(other.run.state).toBe('failed');
    expect(other.run.reason).toHaveLength(4000);
  });

  it('counts what planning has used once, and nothing after the end', () => {
    const world = new Simulation([[]], goodWorld, evenly()).start();
    const usage = { inputTokens: 7, outputTokens: 0, calls: 1, costUsd: 0 };
    const tasks = world.services.tasks();
    const ready = new PlanReady({ runId: world.run.id, planVersion: 1, tasks, usage });
    for (let i = 0; i < 2; i += 1) world.change((change) => planReady(change, ready));
    expect(world.run.inputTokens).toBe(7);
    world.passTime(world.run.limits.runTimeoutMs + 1);
    world.change(actOnOverdue);
    expect(isFinalRun(world.run.state)).toBe(true);
    world.change((change) => planReady(change, ready));
    expect(world.run.inputTokens).toBe(7);
  });
});

/** A run of two tasks and 1,000 tokens, of which planning has used 15. */
function bothRunning(): Simulation {
  const world = new Simulation([[], []], goodWorld, evenly());
  world.run.limits = { ...world.run.limits, maxTokens: 1000 };
  world.start().settle(
    () => undefined,
    (now) => now.tasks.length > 0,
  );
  return world;
}

function attemptAt(world: Simulation, at: number): Attempt {
  const attempt = world.attempts[at];
  if (attempt === undefined) throw new Error(`no attempt at ${String(at)}`);
  return attempt;
}

/** Stops just before the answer about the branch. */
const BRANCH_ASKED = (world: Simulation): boolean =>
  world.tasks.length > 0 && world.tasks.every((task) => task.state === 'done');
