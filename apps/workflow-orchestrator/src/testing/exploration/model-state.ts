import type { CommitId, TaskId, TreeId } from '@throughline/contracts';
import { Attempt } from '../../runs/attempt.entity.js';
import { Run } from '../../runs/run.entity.js';
import { Task } from '../../runs/task.entity.js';
import { newRun } from '../simulation.js';

/** What git-worktree knows, whatever its answers have become. */
export interface Merges {
  head: CommitId;
  /** What is in the head. */
  tree: TreeId;
  /** Which attempt of a task was merged. */
  readonly merged: Map<TaskId, number>;
  published: boolean;
}

/**
 * One run as the orchestrator has it, and all that was ever asked of others. A request is never taken away: its answer
 * may come now, later, again, or not at all, so that this covers losses, delays, duplicates and any order.
 */
export interface ModelState {
  readonly run: Run;
  readonly tasks: Task[];
  readonly attempts: Attempt[];
  readonly requests: Map<string, object>;
  /** What has come of a question that has one answer: who is asked again says the same again. */
  readonly decided: Map<string, string>;
  readonly merges: Merges;
  endings: number;
}

export function firstState(changes: Partial<Run>): ModelState {
  const run = Object.assign(newRun(), changes);
  const { baseCommit, baseTree } = run.repository;
  const merges = { head: baseCommit, tree: baseTree, merged: new Map<TaskId, number>(), published: false };
  return { run, tasks: [], attempts: [], requests: new Map(), decided: new Map(), merges, endings: 0 };
}

/** The rules put new values into the rows and change none of them inside. */
export const copyOf = (state: ModelState): ModelState => ({
  run: Object.assign(new Run(), state.run),
  tasks: state.tasks.map((task) => Object.assign(new Task(), task)),
  attempts: state.attempts.map((attempt) => Object.assign(new Attempt(), attempt)),
  requests: new Map(state.requests),
  decided: new Map(state.decided),
  merges: { ...state.merges, merged: new Map(state.merges.merged) },
  endings: state.endings,
});

/** All that what may happen next depends on: times stand still here, and texts and usage decide nothing. */
export function keyOf({ run, tasks, attempts, requests, decided, merges }: ModelState): string {
  const parts = [
    [run.state, run.mergingTask, run.planVersion, run.stepDeadline !== null, run.planDecision?.decision],
    ...tasks.map((task) => [
      ...[task.state, task.attempt, task.mergePosition, task.mergeTree, task.mergeHead],
      ...[task.personWait?.reason, task.personDecision, task.retriedAfter, task.deadline !== null],
    ]),
    ...attempts.map((attempt) => [
      ...[attempt.taskId, attempt.number, attempt.epoch, attempt.state, attempt.endedAt !== null],
      ...[attempt.commit, attempt.fingerprints.join()],
    ]),
    [...requests.keys()].sort(),
    [...decided].map(([question, answer]) => `${question}: ${answer}`).sort(),
    [merges.head, merges.published, ...merges.merged],
  ];
  return JSON.stringify(parts);
}
