import {
  BranchPublish,
  BranchPublished,
  BranchRefused,
  commitId,
  type CommitId,
  MergeCommit,
  MergeCommitted,
  MergeConflicted,
  MergeFailed,
  MergePrepare,
  MergePrepared,
  PlanCancel,
  PlanCreate,
  PlanFailed,
  type PlannedTask,
  PlanReady,
  TaskAttemptFinished,
  TaskAttemptStarted,
  TaskCancel,
  TaskRun,
  treeId,
  VerificationCancel,
  VerificationFinished,
  VerificationRun,
} from '@throughline/contracts';
import { createHash } from 'node:crypto';
import { attemptFinished, attemptStarted } from '../../workflow/attempts.js';
import {
  branchPublished,
  branchRefused,
  mergeCommitted,
  mergeConflicted,
  mergeFailed,
  mergePrepared,
} from '../../workflow/merging.js';
import { planFailed, planReady } from '../../workflow/planning.js';
import { verificationFinished } from '../../workflow/verification.js';
import type { Rule } from '../simulated-services.js';
import type { Merges } from './model-state.js';

/** What is explored. */
export interface Model {
  readonly plan: readonly PlannedTask[];
  /** Workers that take the same attempt over from each other. */
  readonly leases: number;
  /** Whether people pause, decide and try again, besides cancelling. */
  readonly people: boolean;
  /** After so many attempts at a task nobody has it tried again: else there would be no end of states. */
  readonly mostAttempts: number;
}

/** Something that a service may do with a request: what it does itself, and the answer that it gives. */
export interface Answer {
  readonly name: string;
  /** The question that is answered once and for all with this. */
  readonly decides?: string;
  readonly effect?: (merges: Merges) => void;
  readonly rule?: Rule;
}

const USAGE = { inputTokens: 1, outputTokens: 1, calls: 1, costUsd: 0 };
const objectOf = (...parts: readonly unknown[]): string =>
  createHash('sha1').update(parts.join('/')).digest('hex');

/** Everything that may come of a request, by what git-worktree has done so far. */
export function answersTo(message: object, { plan, leases }: Model, merges: Merges): Answer[] {
  if (message instanceof PlanCreate) return planned(message, plan);
  if (message instanceof PlanCancel) return [planCancelled(message)];
  if (message instanceof TaskRun) return attempted(message, leases);
  if (message instanceof TaskCancel) return [attemptCancelled(message)];
  if (message instanceof VerificationRun) return verified(message);
  if (message instanceof MergePrepare) return prepared(message, merges);
  if (message instanceof MergeCommit) return committed(message, merges);
  if (message instanceof BranchPublish) return published(message);
  return [];
}

function planned({ runId }: PlanCreate, tasks: readonly PlannedTask[]): Answer[] {
  const ready = new PlanReady({ runId, planVersion: 1, tasks: [...tasks], usage: USAGE });
  const failed = new PlanFailed({ runId, code: 'plan_invalid', reason: 'no plan', usage: USAGE });
  return [
    { name: 'plan ready', decides: 'plan', rule: (change) => planReady(change, ready) },
    { name: 'plan failed', decides: 'plan', rule: (change) => planFailed(change, failed) },
  ];
}

function planCancelled({ runId }: PlanCancel): Answer {
  const failed = new PlanFailed({ runId, code: 'cancelled', reason: 'cancelled', usage: USAGE });
  return { name: 'plan cancelled', rule: (change) => planFailed(change, failed) };
}

/** The second worker has taken the lease over, and the first may still speak. */
function attempted({ runId, taskId, attempt }: TaskRun, leases: number): Answer[] {
  const named = (what: string, epoch: number) =>
    `${taskId} #${String(attempt)} ${what} (lease ${String(epoch)})`;
  return Array.from({ length: leases }, (_, at) => at + 1).flatMap((epoch): Answer[] => {
    const decides = `${taskId} ${String(attempt)} ${String(epoch)}`;
    const started = new TaskAttemptStarted({ runId, taskId, attempt, epoch });
    const about = { runId, taskId, attempt, epoch, turns: 1, summary: 'done', usage: USAGE };
    const result = { commit: commitId(objectOf('commit', taskId, attempt, epoch)), reason: null };
    const tree = treeId(objectOf('tree', taskId, attempt, epoch));
    const finished = new TaskAttemptFinished({ ...about, outcome: 'finished', ...result, tree });
    const none = { outcome: 'failed' as const, commit: null, tree: null, reason: 'no idea' };
    const failed = new TaskAttemptFinished({ ...about, ...none });
    const takeover: Answer = {
      name: named('started', epoch),
      rule: (change) => attemptStarted(change, started),
    };
    return [
      ...(epoch === 1 ? [] : [takeover]),
      { name: named('finished', epoch), decides, rule: (change) => attemptFinished(change, finished) },
      { name: named('failed', epoch), decides, rule: (change) => attemptFinished(change, failed) },
    ];
  });
}

function attemptCancelled({ runId, taskId, attempt }: TaskCancel): Answer {
  const about = { runId, taskId, attempt, epoch: 1, turns: 0, summary: '', usage: USAGE };
  const none = { outcome: 'cancelled' as const, commit: null, tree: null, reason: null };
  const message = new TaskAttemptFinished({ ...about, ...none });
  return {
    name: `${taskId} #${String(attempt)} cancelled`,
    rule: (change) => attemptFinished(change, message),
  };
}

function verified({ runId, taskId, attempt, epoch, purpose, tree }: VerificationRun): Answer[] {
  return (['passed', 'failed', 'cancelled'] as const).map((outcome) => {
    const about = { runId, taskId, attempt, epoch, purpose, tree, results: [], findings: [], feedback: '' };
    const message = new VerificationFinished({ ...about, outcome, reason: outcome });
    return {
      name: `${taskId} #${String(attempt)} check for ${purpose} ${outcome}`,
      decides: `${taskId} ${String(attempt)} ${purpose} ${tree}`,
      rule: (change) => verificationFinished(change, message),
    };
  });
}

function prepared(message: MergePrepare, { head, tree, merged }: Merges): Answer[] {
  const { runId, taskId, attempt, epoch, commit } = message;
  const about = { runId, taskId, attempt, epoch };
  const name = `${taskId} #${String(attempt)} merge`;
  const same = new MergePrepared({
    ...{ ...about, commit, head },
    tree: treeId(objectOf('tree', taskId, attempt, epoch)),
  });
  const other = new MergePrepared({ ...about, commit, head, tree: treeId(objectOf('merged', commit, head)) });
  const conflict = new MergeConflicted({ ...about, files: ['a.js'], feedback: 'conflict' });
  const decides = `merge ${commit} ${head}`;
  if (merged.get(taskId) === attempt) {
    const again = new MergePrepared({ ...about, commit, head, tree });
    return [{ name: `${name} prepared again`, rule: (change) => mergePrepared(change, again) }];
  }
  return [
    { name: `${name} prepared, nothing new`, decides, rule: (change) => mergePrepared(change, same) },
    { name: `${name} prepared`, decides, rule: (change) => mergePrepared(change, other) },
    { name: `${name} conflicts`, decides, rule: (change) => mergeConflicted(change, conflict) },
  ];
}

/** By compare-and-swap, and once: who asks again is told what was done. */
function committed(message: MergeCommit, merges: Merges): Answer[] {
  const { runId, taskId, attempt, epoch, tree, head: expected } = message;
  const about = { runId, taskId, attempt, epoch };
  const name = `${taskId} #${String(attempt)} merge`;
  const head: CommitId = commitId(objectOf('merge', expected, tree));
  const done = new MergeCommitted({ ...about, head, tree });
  const answer: Answer = { name: `${name} done`, rule: (change) => mergeCommitted(change, done) };
  if (merges.merged.get(taskId) === attempt) return [answer];
  if (merges.merged.has(taskId) || merges.head !== expected) {
    const failure = merges.merged.has(taskId) ? 'error' : 'head_moved';
    const refused = new MergeFailed({ ...about, failure, reason: 'something else was merged' });
    return [{ name: `${name} too late`, rule: (change) => mergeFailed(change, refused) }];
  }
  const effect = (known: Merges): void => {
    known.head = head;
    known.tree = tree;
    known.merged.set(taskId, attempt);
  };
  return [
    { ...answer, effect },
    { name: `${name} done, and nobody is told`, effect },
  ];
}

function published({ runId, branch }: BranchPublish): Answer[] {
  const written = new BranchPublished({ runId, branch, commit: commitId(objectOf('head')) });
  const refused = new BranchRefused({ runId, branch, reason: 'there is one of that name' });
  const effect = (merges: Merges): void => {
    merges.published = true;
  };
  return [
    {
      name: 'branch published',
      decides: 'branch',
      effect,
      rule: (change) => branchPublished(change, written),
    },
    { name: 'branch refused', decides: 'branch', rule: (change) => branchRefused(change, refused) },
  ];
}

/** What names a request: the same asked twice is one. */
export function requestKey(message: object): string {
  const { name } = message.constructor;
  const field = (of: string): unknown => Reflect.get(message, of);
  return [name, ...['taskId', 'attempt', 'epoch', 'purpose', 'tree', 'commit', 'head'].map(field)].join(' ');
}

const ASKED = [
  ...[PlanCreate, PlanCancel, TaskRun, TaskCancel, VerificationRun, VerificationCancel],
  ...[MergePrepare, MergeCommit, BranchPublish],
];
export const isRequest = (message: object): boolean => ASKED.some((kind) => message instanceof kind);
