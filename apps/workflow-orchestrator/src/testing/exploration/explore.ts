import { RunFinished, ThroughlineError } from '@throughline/contracts';
import { keepClock } from '../../workflow/clock.js';
import { cancelRun } from '../../workflow/ending.js';
import { actOnOverdue } from '../../workflow/overdue.js';
import { pauseRun, resumeRun } from '../../workflow/pausing.js';
import type { Task } from '../../runs/task.entity.js';
import { RunChange } from '../../workflow/run-change.js';
import { decide } from '../../workflow/deciding.js';
import { retryTask } from '../../workflow/retrying.js';
import { startTask } from '../../workflow/scheduling.js';
import { wantedTasks } from '../../workflow/slots.js';
import type { Rule } from '../simulated-services.js';
import { type Model, answersTo, isRequest, requestKey } from './model-services.js';
import { type Merges, type ModelState, copyOf, keyOf } from './model-state.js';

const PATIENCE = { stepMs: 1000, graceMs: 500 };

export interface Step {
  readonly name: string;
  readonly state: ModelState;
}

/** Everything that may happen next: any answer to anything that was ever asked, any wish of a person, and time. */
export function* nextSteps(state: ModelState, model: Model): Generator<Step> {
  for (const message of state.requests.values())
    for (const answer of answersTo(message, model, state.merges)) {
      const decided = answer.decides === undefined ? undefined : state.decided.get(answer.decides);
      if (decided !== undefined && decided !== answer.name) continue;
      const next = changed(state, answer.rule ?? (() => undefined), answer.effect);
      if (answer.decides !== undefined) next.decided.set(answer.decides, answer.name);
      yield { name: answer.name, state: next };
    }
  yield { name: 'all is overdue', state: overdue(state) };
  for (const [name, rule] of model.people ? wishes(state, model) : CANCEL) {
    const next = granted(state, rule);
    if (next !== undefined) yield { name, state: next };
  }
}

const CANCEL: [string, Rule][] = [['cancel', cancelRun]];

function wishes({ run, tasks }: ModelState, { mostAttempts }: Model): [string, Rule][] {
  const { planVersion, state } = run;
  const about: [string, Rule][] = [];
  if (state === 'running') about.push(['pause', (change) => pauseRun(change, {})]);
  if (state === 'paused') about.push(['resume', (change) => resumeRun(change, {})]);
  if (state === 'awaiting_approval')
    about.push(
      ['plan approved', (change) => decide(change, { decision: 'approve', planVersion })],
      ['plan rejected', (change) => decide(change, { decision: 'reject', planVersion })],
    );
  return [...CANCEL, ...about, ...tasks.flatMap((task) => decisionsOn(task, mostAttempts))];
}

function decisionsOn({ id: task, attempt, state }: Task, mostAttempts: number): [string, Rule][] {
  if (state !== 'waiting_for_human') return [];
  const approved: [string, Rule] = [
    `${task} approved`,
    (change) => decide(change, { decision: 'approve', task, attempt }),
  ];
  if (attempt >= mostAttempts) return [approved];
  return [
    approved,
    [`${task} rejected`, (change) => decide(change, { decision: 'reject', task, attempt })],
    [`${task} tried again`, (change) => retryTask(change, task, { attempt })],
  ];
}

/** A wish that is refused changes nothing. */
function granted(state: ModelState, rule: Rule): ModelState | undefined {
  try {
    return changed(state, rule);
  } catch (error) {
    if (error instanceof ThroughlineError && ['conflict', 'invalid', 'not_found'].includes(error.kind))
      return undefined;
    throw error;
  }
}

/** Nothing was heard of anybody for so long that the reconciler looks at everything. */
export const overdue = (state: ModelState): ModelState =>
  changed(state, (change) => {
    for (const task of change.unfinishedTasks()) task.deadline = change.now;
    for (const attempt of change.attempts) attempt.deadline = new Date(0);
    if (change.run.stepDeadline !== null) change.run.stepDeadline = change.now;
    actOnOverdue(change);
  });

/** The time of the whole run is up. */
export const timedOut = (state: ModelState): ModelState =>
  changed(state, (change) => {
    change.run.clockStoppedAt = null;
    change.run.deadline = change.now;
    actOnOverdue(change);
  });

export function changed(
  before: ModelState,
  rule: Rule,
  effect: (merges: Merges) => void = () => undefined,
): ModelState {
  const state = copyOf(before);
  effect(state.merges);
  const change = new RunChange(state.run, state.tasks, state.attempts, state.run.createdAt, PATIENCE);
  rule(change);
  keepClock(change);
  for (const task of wantedTasks(change)) startTask(change, task);
  for (const { message } of change.messages) {
    if (isRequest(message)) state.requests.set(requestKey(message), message);
    if (message instanceof RunFinished) state.endings += 1;
  }
  return state;
}

export interface Explored {
  readonly states: number;
  readonly steps: number;
}

/**
 * Visits every state that can be reached, each once, nearest first.
 * @throws {Error} what `check` throws, or a rule, with the shortest way there
 */
export function explore(first: ModelState, model: Model, check: (state: ModelState) => void): Explored {
  const cameFrom = new Map<string, { from: string | undefined; by: string }>();
  const waiting: ModelState[] = [first];
  cameFrom.set(keyOf(first), { from: undefined, by: 'created' });
  let steps = 0;
  for (let state = waiting.shift(); state !== undefined; state = waiting.shift()) {
    const from = keyOf(state);
    try {
      check(state);
      for (const step of nextSteps(state, model)) {
        steps += 1;
        const key = keyOf(step.state);
        if (cameFrom.has(key)) continue;
        cameFrom.set(key, { from, by: step.name });
        waiting.push(step.state);
      }
    } catch (cause) {
      throw new Error(`after ${wayTo(from, cameFrom).join(', ')}: ${String(cause)}`, { cause });
    }
  }
  return { states: cameFrom.size, steps };
}

function wayTo(
  key: string,
  cameFrom: ReadonlyMap<string, { from: string | undefined; by: string }>,
): string[] {
  const way: string[] = [];
  for (let at: string | undefined = key; at !== undefined; at = cameFrom.get(at)?.from)
    way.unshift(cameFrom.get(at)?.by ?? '');
  return way;
}
