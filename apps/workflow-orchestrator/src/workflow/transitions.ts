import type { AttemptState, RunState, TaskState } from '@throughline/contracts';
import { IllegalTransitionError } from './workflow.errors.js';

type Table<State extends string> = Readonly<Record<State, readonly State[]>>;

/** Every transition that there is. What is not here is an error and changes nothing. */
export const RUN_TRANSITIONS: Table<RunState> = {
  accepted: ['planning', 'cancelling', 'failed'],
  planning: ['awaiting_approval', 'running', 'cancelling', 'failed'],
  awaiting_approval: ['running', 'cancelling', 'failed'],
  running: ['paused', 'cancelling', 'succeeded', 'failed'],
  paused: ['running', 'cancelling', 'failed'],
  cancelling: ['cancelled'],
  succeeded: [],
  failed: [],
  cancelled: [],
};

export const TASK_TRANSITIONS: Table<TaskState> = {
  pending: ['ready', 'cancelled'],
  // Back when an edit of the plan has changed it: it may depend on others now.
  ready: ['running', 'pending', 'cancelled'],
  running: ['ready', 'verifying', 'waiting_for_human', 'failed', 'cancelled'],
  verifying: ['ready', 'merging', 'waiting_for_human', 'failed', 'cancelled'],
  merging: ['ready', 'done', 'waiting_for_human', 'failed', 'cancelled'],
  waiting_for_human: ['ready', 'merging', 'failed', 'cancelled'],
  done: [],
  failed: [],
  cancelled: [],
};

export const ATTEMPT_TRANSITIONS: Table<AttemptState> = {
  running: ['finished', 'failed', 'cancelled', 'abandoned'],
  finished: ['passed', 'rejected', 'failed', 'cancelled', 'abandoned'],
  // A merge can still show that what passed alone does not pass together.
  passed: ['rejected', 'conflicted', 'failed', 'cancelled', 'abandoned'],
  rejected: [],
  conflicted: [],
  failed: [],
  cancelled: [],
  abandoned: [],
};

/** @throws {IllegalTransitionError} when the table does not have it */
export function checkTransition<State extends string>(
  table: Table<State>,
  what: string,
  from: State,
  to: State,
): void {
  if (!table[from].includes(to)) throw new IllegalTransitionError(what, from, to);
}

const isFinal = <State extends string>(table: Table<State>, state: State): boolean =>
  table[state].length === 0;
export const isFinalRun = (state: RunState): boolean => isFinal(RUN_TRANSITIONS, state);
export const isFinalTask = (state: TaskState): boolean => isFinal(TASK_TRANSITIONS, state);
export const isFinalAttempt = (state: AttemptState): boolean => isFinal(ATTEMPT_TRANSITIONS, state);
/** Somebody works for the task, or its merge waits for that of another: it holds a slot. */
export const isActiveTask = (state: TaskState): boolean =>
  state === 'running' || state === 'verifying' || state === 'merging';
/** A passed attempt is over once it is merged. */
export const isOver = (state: AttemptState): boolean => isFinalAttempt(state) || state === 'passed';
