import { describe, expect, it } from '@jest/globals';
import { taskId } from '@throughline/contracts';
import type { Run } from '../runs/run.entity.js';
import type { Model } from '../testing/exploration/model-services.js';
import { changed, explore, overdue, timedOut } from '../testing/exploration/explore.js';
import { type ModelState, firstState } from '../testing/exploration/model-state.js';
import { newRun } from '../testing/simulation.js';
import { startPlanning } from './planning.js';
import { isFinalRun, isFinalTask } from './transitions.js';

type Dependencies = readonly (readonly number[])[];

const planOf = (plan: Dependencies) =>
  plan.map((dependsOn, at) => ({
    ...{ id: taskId(`t${String(at)}`), title: `Task ${String(at)}`, instructions: 'do it' },
    ...{ acceptanceCriteria: ['it is done'], checks: [], paths: [] },
    dependsOn: dependsOn.map((other) => taskId(`t${String(other)}`)),
  }));

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

/** What holds in every state. */
function sound(state: ModelState): void {
  const { run, tasks, attempts, merges, endings } = state;
  const over = isFinalRun(run.state);
  must(over === (run.finishedAt !== null), 'a run has an end exactly when it is over');
  must(endings === (over ? 1 : 0), 'a run ends once');
  for (const task of tasks) {
    must(!over || isFinalTask(task.state), `${task.id} goes on in a run that is over`);
    must(isFinalTask(task.state) === (task.deadline === null), `${task.id} has no deadline, or needs none`);
    must(task.state !== 'done' || merges.merged.has(task.id), `${task.id} is done and was not merged`);
    const open = attempts.filter(({ taskId: of, endedAt }) => of === task.id && endedAt === null);
    must(open.length <= 1, `${task.id} has two attempts under way`);
  }
  if (run.state === 'succeeded') {
    must(merges.published, 'a run without a branch has succeeded');
    must(
      tasks.every(({ id }) => merges.merged.has(id)),
      'a run has succeeded without all of its tasks',
    );
  }
  if (!over) endsInTime(state);
}

/** Never stuck: time alone ends it, and where nothing else can, there is something that looks after it. */
function endsInTime(state: ModelState): void {
  const { run, tasks } = state;
  if (['planning', 'cancelling', 'awaiting_approval'].includes(run.state))
    must(run.stepDeadline !== null, `nobody looks after a run that is ${run.state}`);
  must(isFinalRun(timedOut(overdue(timedOut(state))).run.state), 'the time limit does not end it');
  if (run.state === 'running')
    must(
      run.stepDeadline !== null || tasks.some(({ deadline }) => deadline !== null),
      'nobody looks after it',
    );
}

const ONE = planOf([[]]);
const ASKS = { plan: true, tasks: 'all' as const, onExhausted: 'ask' as const, timeoutMs: 86_400_000 };

interface Case {
  readonly name: string;
  readonly model: Model;
  readonly maxAttempts: number;
  readonly approvals?: Run['approvals'];
}

const CASES: readonly Case[] = [
  { name: 'one task, attempted twice', maxAttempts: 2, model: modelOf({}) },
  { name: 'one task whose worker is taken over', maxAttempts: 1, model: modelOf({ leases: 2 }) },
  { name: 'one task that people pause', maxAttempts: 2, model: modelOf({ people: true }) },
  {
    ...{ name: 'one task that people decide about', maxAttempts: 1, approvals: ASKS },
    model: modelOf({ people: true, mostAttempts: 2 }),
  },
  { name: 'a task after another', maxAttempts: 1, model: modelOf({ plan: planOf([[], [0]]) }) },
  { name: 'two tasks side by side', maxAttempts: 1, model: modelOf({ plan: planOf([[], []]) }) },
];

function modelOf(model: Partial<Model>): Model {
  return { plan: ONE, leases: 1, people: false, mostAttempts: 1, ...model };
}

describe('every state that a small run can come into', () => {
  it.each(CASES)('is sound: $name', ({ model, maxAttempts, approvals }) => {
    const { limits } = newRun();
    const changes = { limits: { ...limits, maxAttempts }, ...(approvals === undefined ? {} : { approvals }) };
    const { states, steps } = explore(changed(firstState(changes), startPlanning), model, sound);
    expect(states).toBeGreaterThan(100);
    expect(steps).toBeGreaterThan(states);
  });
});
