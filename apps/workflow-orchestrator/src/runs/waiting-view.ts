import { WaitingForPerson } from '@throughline/contracts';
import type { Run } from './run.entity.js';
import type { Task } from './task.entity.js';

/** What in a run waits for a person. */
export function waitingFor(run: Run, tasks: readonly Task[]): WaitingForPerson[] {
  return [...planWaits(run), ...tasks.flatMap((task) => taskWaits(run, task))];
}

function planWaits({ state, planVersion, stateSince, stepDeadline }: Run): WaitingForPerson[] {
  if (state !== 'awaiting_approval') return [];
  const [since, until] = [stateSince.toISOString(), stepDeadline?.toISOString() ?? null];
  return [viewOf({ reason: 'approval', planVersion, taskId: null, attempt: null, since, until })];
}

function taskWaits({ state }: Run, { id, attempt, personWait }: Task): WaitingForPerson[] {
  if (personWait === null) return [];
  const until = state === 'paused' ? null : personWait.until;
  return [viewOf({ ...personWait, until, planVersion: null, taskId: id, attempt })];
}

const viewOf = (fields: WaitingForPerson): WaitingForPerson => Object.assign(new WaitingForPerson(), fields);
