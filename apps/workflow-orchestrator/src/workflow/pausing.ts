import { type Remark, RunStateChanged } from '@throughline/contracts';
import { startNextMerge } from './merge-queue.js';
import { RunNotPausableError, RunNotPausedError } from './people.errors.js';
import { said } from './remarks.js';
import { requestBranch } from './requests.js';
import type { RunChange } from './run-change.js';
import { startReadyTasks } from './scheduling.js';

/** Nothing new begins; what is under way goes to its end. Paused already: nothing happens. */
export function pauseRun(change: RunChange, remark: Remark): void {
  const { run } = change;
  if (run.state === 'paused') return;
  if (run.state !== 'running') throw new RunNotPausableError(run.id, run.state);
  if (change.allDone()) throw new RunNotPausableError(run.id, 'done, and its branch is being written');
  change.moveRun('paused');
  run.pausedAt = change.now;
  change.publish(new RunStateChanged({ runId: run.id, from: 'running', to: 'paused' }));
  change.note('run', 'paused', said('The run is paused', remark));
}

/** Goes on where it stood. Running already: nothing happens. */
export function resumeRun(change: RunChange, remark: Remark): void {
  const { run } = change;
  if (run.state === 'running') return;
  if (run.state !== 'paused') throw new RunNotPausedError(run.id, run.state);
  change.moveRun('running');
  giveBackTime(change);
  run.pausedAt = null;
  change.publish(new RunStateChanged({ runId: run.id, from: 'paused', to: 'running' }));
  change.note('run', 'running', said('The run goes on', remark));
  startReadyTasks(change);
  startNextMerge(change);
  if (change.allDone()) requestBranch(change);
}

/** People have as much time left for their decisions as they had before. */
function giveBackTime({ run, tasks, now }: RunChange): void {
  for (const task of tasks) {
    if (task.personWait === null) continue;
    const { since, until } = task.personWait;
    const stoodSince = Math.max(Date.parse(since), run.pausedAt?.getTime() ?? 0);
    task.deadline = new Date(Date.parse(until) + now.getTime() - stoodSince);
    task.personWait = { ...task.personWait, until: task.deadline.toISOString() };
  }
}
