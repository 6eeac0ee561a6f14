import { describe, expect, it } from '@jest/globals';
import {
  findCycle,
  PlanEdit,
  type PlannedTask,
  PlanRevise,
  type TaskId,
  taskId,
  ThroughlineError,
  unknownDependencies,
} from '@throughline/contracts';
import fc from 'fast-check';
import { Simulation } from '../testing/simulation.js';
import { tryWish, WISHES } from '../testing/wishes.js';
import { cancelRun } from '../workflow/ending.js';
import { actOnOverdue } from '../workflow/overdue.js';
import { isFinalRun, isFinalTask } from '../workflow/transitions.js';
import { planVersionOf } from './plan-version.js';
import { revisePlan } from './revise-plan.js';

const plans = fc.array(fc.array(fc.nat(5), { maxLength: 3 }), { minLength: 1, maxLength: 5 });
const choices = fc.infiniteStream(fc.nat(99));
const world = { attemptFails: 5, checkFails: 10, conflicts: 10, duplicates: 20, takeovers: 20 };

/** What somebody wants, of whatever tasks there are by then: positions stand for them. */
const wishes = fc.record({
  what: fc.constantFrom('add' as const, 'change' as const, 'remove' as const),
  of: fc.nat(9),
  dependsOn: fc.array(fc.nat(9), { maxLength: 3 }),
  isLate: fc.nat(9).map((n) => n === 0),
});
type Wish = typeof wishes extends fc.Arbitrary<infer T> ? T : never;

const happenings = fc.array(
  fc.oneof(
    { weight: 10, arbitrary: fc.constant('answer' as const) },
    { weight: 6, arbitrary: wishes },
    { weight: 3, arbitrary: fc.constantFrom(...WISHES) },
    { weight: 1, arbitrary: fc.constant('lose' as const) },
    { weight: 1, arbitrary: fc.constant('look' as const) },
    { weight: 1, arbitrary: fc.constant('wait' as const) },
  ),
  { maxLength: 100 },
);

const REFUSALS = ['plan_version_conflict', 'plan_not_editable', 'task_started', 'plan_edit_refused'];

class Editors {
  private made = 0;
  /** What tasks were when somebody began with them. */
  private readonly begun = new Map<TaskId, PlannedTask>();

  constructor(private readonly run: Simulation) {}

  /** @returns whether it was done; what is refused has changed nothing */
  wish(wish: Wish): boolean {
    const { run } = this;
    const before = JSON.stringify([run.run, run.tasks, run.sent.length]);
    try {
      run.change((change) => {
        const version = planVersionOf(change) - (wish.isLate ? 1 : 0);
        revisePlan(change, { version, edit: this.editOf(wish), digest: '', maxTasks: 12 });
      });
      return true;
    } catch (error) {
      if (!(error instanceof ThroughlineError) || !REFUSALS.includes(error.code)) throw error;
      expect(JSON.stringify([run.run, run.tasks, run.sent.length])).toBe(before);
      return false;
    }
  }

  private editOf({ what, of, dependsOn }: Wish): PlanEdit {
    const { tasks } = this.run;
    const idAt = (at: number): TaskId => tasks[at % Math.max(1, tasks.length)]?.id ?? taskId('none');
    const dependencies = [...new Set(dependsOn.map(idAt))];
    if (what === 'remove') return { remove: [idAt(of)] };
    if (what === 'change') return { change: [{ id: idAt(of), dependsOn: dependencies }] };
    this.made += 1;
    const texts = { title: 'new', instructions: 'do it', acceptanceCriteria: ['it is done'] };
    return { add: [{ id: taskId(`new-${String(this.made)}`), ...texts, dependsOn: dependencies }] };
  }

  /** What holds after every step. */
  expectSound(): void {
    const { run, tasks, sent } = this.run;
    const plan = tasks.map((task) => task.plan);
    expect(unknownDependencies(plan)).toEqual([]);
    expect(findCycle(plan)).toBeUndefined();
    expect(tasks.map(({ position }) => position)).toEqual(tasks.map((_, at) => at));
    const versions = sent
      .filter((message) => message instanceof PlanRevise)
      .map(({ planVersion }) => planVersion);
    expect(versions).toEqual(versions.map((_, at) => at + 2));
    for (const task of tasks) this.expectKept(task.id, task.plan, task.attempt);
    for (const id of this.begun.keys()) expect(tasks.some((task) => task.id === id)).toBe(true);
    for (const task of tasks) expect(isFinalTask(task.state)).toBe(task.deadline === null);
    if (isFinalRun(run.state)) expect(tasks.every((task) => isFinalTask(task.state))).toBe(true);
    if (run.state === 'succeeded') expect(tasks.every((task) => task.state === 'done')).toBe(true);
  }

  private expectKept(id: TaskId, plan: PlannedTask, attempt: number): void {
    if (attempt === 0) return;
    const known = this.begun.get(id);
    if (known === undefined) this.begun.set(id, plan);
    else expect(plan).toEqual(known);
  }
}

function bringToEnd(run: Simulation, editors: Editors): void {
  const looks = (2 * run.run.limits.runTimeoutMs) / run.patience.stepMs;
  for (let i = 0; i < looks && !isFinalRun(run.run.state); i += 1) {
    run.settle(() => editors.expectSound());
    // Whom a run waits for comes back at last.
    for (const wish of ['resume', 'approve'] as const) tryWish(run, wish);
    editors.expectSound();
    run.passTime(run.patience.stepMs);
    run.change(actOnOverdue);
    editors.expectSound();
  }
}

describe('a plan that is edited while it is done', () => {
  it('never gets a cycle or a gap, never changes what has begun, and never leaves its run stuck', () => {
    fc.assert(
      fc.property(
        plans,
        choices,
        happenings,
        fc.nat(9),
        fc.boolean(),
        (plan, stream, events, cancelled, asks) => {
          const run = new Simulation(plan, world, stream);
          run.run.approvals = { ...run.run.approvals, plan: asks, tasks: asks ? 'all' : 'none' };
          run.start();
          const editors = new Editors(run);
          for (const event of events) {
            if (event === 'answer') run.step();
            else if (event === 'lose') run.loseOne();
            else if (event === 'wait') run.passTime(run.patience.stepMs / 2);
            else if (event === 'look') run.change(actOnOverdue);
            else if (typeof event === 'string') tryWish(run, event);
            else editors.wish(event);
            editors.expectSound();
          }
          if (cancelled === 0) run.change(cancelRun);
          bringToEnd(run, editors);
          expect(isFinalRun(run.run.state)).toBe(true);
          expect(run.endings).toBe(1);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is done whole when nothing goes wrong, with all that was added and without what was removed', () => {
    const smooth = { attemptFails: 0, checkFails: 0, conflicts: 0, duplicates: 20 };
    let edits = 0;
    fc.assert(
      fc.property(plans, choices, fc.array(wishes, { maxLength: 20 }), (plan, stream, wanted) => {
        const run = new Simulation(plan, smooth, stream).start();
        const editors = new Editors(run);
        for (const wish of wanted) {
          run.step();
          if (editors.wish(wish)) edits += 1;
        }
        run.settle(() => editors.expectSound());
        expect(run.run.state).toBe('succeeded');
        expect([...run.services.merged].sort()).toEqual(run.tasks.map(({ id }) => id).sort());
      }),
      { numRuns: 60 },
    );
    // Otherwise nothing was put to the test.
    expect(edits).toBeGreaterThan(30);
  });
});
