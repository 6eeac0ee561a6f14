import { type Decide, ThroughlineError } from '@throughline/contracts';
import { decide } from '../workflow/deciding.js';
import { pauseRun, resumeRun } from '../workflow/pausing.js';
import { retryTask } from '../workflow/retrying.js';
import type { Rule } from './simulated-services.js';
import type { Simulation } from './simulation.js';

export const WISHES = ['pause', 'resume', 'approve', 'reject', 'retry'] as const;
export type Wish = (typeof WISHES)[number];

export const isWish = (what: string): what is Wish => WISHES.some((wish) => wish === what);

/** A person wants it, whether it can be or not: what cannot be is refused, and nothing has happened. */
export function tryWish(world: Simulation, wish: Wish): void {
  try {
    world.change(ruleOf(world, wish));
  } catch (error) {
    if (!(error instanceof ThroughlineError) || !REFUSALS.has(error.code)) throw error;
  }
}

const REFUSALS = new Set([
  'run_not_pausable',
  'run_not_paused',
  'nothing_to_decide',
  'decision_outdated',
  'task_not_found',
  'task_not_retryable',
]);

function ruleOf(world: Simulation, wish: Wish): Rule {
  if (wish === 'pause') return (change) => pauseRun(change, {});
  if (wish === 'resume') return (change) => resumeRun(change, {});
  const task = world.tasks.find(({ state }) => state === 'waiting_for_human') ?? world.tasks[0];
  if (wish === 'retry')
    return (change) => {
      if (task !== undefined) retryTask(change, task.id, { attempt: task.attempt });
    };
  const isAboutPlan = world.run.state === 'awaiting_approval' || task === undefined;
  const subject = isAboutPlan
    ? { planVersion: world.run.planVersion }
    : { task: task.id, attempt: task.attempt };
  return (change) => decide(change, decision(wish, subject));
}

const decision = (what: 'approve' | 'reject', about: Omit<Decide, 'decision'>): Decide => ({
  decision: what,
  ...about,
});
