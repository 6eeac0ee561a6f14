import {
  BranchPublish,
  BranchPublished,
  commitId,
  MergeCommit,
  MergeCommitted,
  MergeConflicted,
  MergePrepare,
  MergePrepared,
  PlanCancel,
  PlanCreate,
  PlanFailed,
  type PlannedTask,
  PlanReady,
  TaskAttemptFinished,
  TaskAttemptProgressed,
  TaskAttemptStarted,
  TaskCancel,
  type TaskId,
  taskId,
  TaskRun,
  treeId,
  VerificationCancel,
  VerificationFinished,
  VerificationRun,
} from '@throughline/contracts';
import { attemptFinished, attemptProgressed, attemptStarted } from '../workflow/attempts.js';
import { branchPublished, mergeCommitted, mergeConflicted, mergePrepared } from '../workflow/merging.js';
import { planFailed, planReady } from '../workflow/planning.js';
import type { RunChange } from '../workflow/run-change.js';
import { verificationFinished } from '../workflow/verification.js';

export type Rule = (change: RunChange) => void;

/** How often things go wrong, in percent. */
export interface World {
  readonly attemptFails: number;
  readonly checkFails: number;
  readonly conflicts: number;
  readonly duplicates: number;
  /** Attempts whose worker loses its lease to another one; both speak. Default 0. */
  readonly takeovers?: number;
  /** US dollars of one call; null = unknown. Default 0. */
  readonly costUsd?: number | null;
}

export const objectId = (n: number): string => n.toString(16).padStart(40, '0');

const NO_USAGE = { inputTokens: 0, outputTokens: 0, calls: 0, costUsd: 0 };
const FINDING = {
  check: 'test',
  rule: 'test',
  file: null,
  line: null,
  severity: 'error' as const,
  message: 'broken',
  fingerprint: 'f',
  isNew: true,
};

/** What the other services answer, at random: the message that comes back, as the rule that it meets. */
export class SimulatedServices {
  readonly merged = new Set<TaskId>();
  /** Merges that were asked for and have not ended. */
  readonly openMerges = new Set<TaskId>();
  /** Commits of workers whose lease was gone when they spoke. */
  readonly stale = new Set<string>();
  private objects = 100;

  constructor(
    private readonly plan: readonly (readonly number[])[],
    private readonly world: World,
    private readonly happens: (percent: number) => boolean,
  ) {}

  /** What comes back, in no order. */
  answersTo(message: object): Rule[] {
    if (message instanceof TaskRun) return this.attempted(message);
    const answer = this.answerTo(message);
    return answer === undefined ? [] : [answer];
  }

  private answerTo(message: object): Rule | undefined {
    if (message instanceof PlanCreate) return this.planned(message);
    if (message instanceof PlanCancel) return this.planCancelled(message);
    if (message instanceof TaskCancel) return this.cancelled(message);
    if (message instanceof VerificationRun) return this.verified(message);
    if (message instanceof VerificationCancel) return this.verificationCancelled(message);
    if (message instanceof MergePrepare) return this.prepared(message);
    if (message instanceof MergeCommit) return this.committed(message);
    if (message instanceof BranchPublish) return this.published(message);
    return undefined;
  }

  private planned({ runId }: PlanCreate): Rule {
    const message = new PlanReady({ runId, planVersion: 1, tasks: this.tasks(), usage: this.usage() });
    return (change) => planReady(change, message);
  }

  private planCancelled({ runId }: PlanCancel): Rule {
    const message = new PlanFailed({ runId, code: 'cancelled', reason: 'cancelled', usage: NO_USAGE });
    return (change) => planFailed(change, message);
  }

  private attempted(message: TaskRun): Rule[] {
    if (!this.happens(this.world.takeovers ?? 0)) return [this.attemptEnded(message, 1)];
    const { runId, taskId: id, attempt } = message;
    const started = new TaskAttemptStarted({ runId, taskId: id, attempt, epoch: 2 });
    const late = new TaskAttemptProgressed({ runId, taskId: id, attempt, epoch: 1, turn: 99, note: 'late' });
    return [
      (change) => {
        attemptStarted(change, started);
        // From now on the first worker is a stranger: all it says is for nothing.
        this.staleResult(change, message);
      },
      (change) => attemptProgressed(change, late),
      (change) => {
        attemptStarted(change, started);
        this.attemptEnded(message, 2)(change);
      },
    ];
  }

  private staleResult(change: RunChange, { runId, taskId: id, attempt }: TaskRun): void {
    const result = this.result();
    this.stale.add(result.commit);
    const about = { runId, taskId: id, attempt, epoch: 1, turns: 1, summary: 'done', usage: this.usage() };
    attemptFinished(
      change,
      new TaskAttemptFinished({ ...about, outcome: 'finished', ...result, reason: null }),
    );
  }

  private attemptEnded({ runId, taskId: id, attempt }: TaskRun, epoch: number): Rule {
    const about = { runId, taskId: id, attempt, epoch, turns: 1, summary: 'done', usage: this.usage() };
    const message = this.happens(this.world.attemptFails)
      ? new TaskAttemptFinished({ ...about, outcome: 'failed', commit: null, tree: null, reason: 'no idea' })
      : new TaskAttemptFinished({ ...about, outcome: 'finished', ...this.result(), reason: null });
    return (change) => attemptFinished(change, message);
  }

  private cancelled({ runId, taskId: id, attempt }: TaskCancel): Rule {
    const about = { runId, taskId: id, attempt, epoch: 1, turns: 0, summary: '', usage: NO_USAGE };
    const message = new TaskAttemptFinished({
      ...about,
      outcome: 'cancelled',
      commit: null,
      tree: null,
      reason: null,
    });
    return (change) => attemptFinished(change, message);
  }

  private verified({ runId, taskId: id, attempt, epoch, purpose, tree }: VerificationRun): Rule {
    const fails = this.happens(this.world.checkFails);
    const result = fails
      ? { outcome: 'failed' as const, findings: [FINDING], reason: 'test failed' }
      : { outcome: 'passed' as const, findings: [], reason: '' };
    const about = { runId, taskId: id, attempt, epoch, purpose, tree, results: [], feedback: 'broken' };
    const message = new VerificationFinished({ ...about, ...result });
    return (change) => {
      if (fails && purpose === 'merge') this.openMerges.delete(id);
      verificationFinished(change, message);
    };
  }

  /** The checks under way end as cancelled; a merge that is past them goes through. */
  private verificationCancelled({ runId, taskId: id, attempt }: VerificationCancel): Rule {
    return (change) => {
      const task = change.task(id);
      const purpose = task?.state === 'verifying' ? 'attempt' : 'merge';
      const tree = purpose === 'attempt' ? change.attempt(id, attempt)?.tree : task?.mergeTree;
      if (tree === null || tree === undefined) return;
      const result = {
        outcome: 'cancelled' as const,
        results: [],
        findings: [],
        feedback: '',
        reason: 'cancelled',
      };
      verificationFinished(
        change,
        new VerificationFinished({ runId, taskId: id, attempt, epoch: 1, purpose, tree, ...result }),
      );
    };
  }

  private prepared({ runId, taskId: id, attempt, epoch, commit }: MergePrepare): Rule {
    this.openMerges.add(id);
    const about = { runId, taskId: id, attempt, epoch };
    if (this.happens(this.world.conflicts)) {
      const message = new MergeConflicted({ ...about, files: ['a.js'], feedback: 'conflict' });
      return (change) => {
        this.openMerges.delete(id);
        mergeConflicted(change, message);
      };
    }
    const message = new MergePrepared({
      ...about,
      commit,
      tree: treeId(this.object()),
      head: commitId(objectId(1)),
    });
    return (change) => mergePrepared(change, message);
  }

  private committed({ runId, taskId: id, attempt, epoch, tree }: MergeCommit): Rule {
    const message = new MergeCommitted({
      runId,
      taskId: id,
      attempt,
      epoch,
      head: commitId(this.object()),
      tree,
    });
    return (change) => {
      this.openMerges.delete(id);
      mergeCommitted(change, message);
      if (change.task(id)?.state === 'done') this.merged.add(id);
    };
  }

  private published({ runId, branch }: BranchPublish): Rule {
    const message = new BranchPublished({ runId, branch, commit: commitId(objectId(1)) });
    return (change) => branchPublished(change, message);
  }

  tasks(): PlannedTask[] {
    const idOf = (at: number) => taskId(`t${String(at)}`);
    return this.plan.map((dependsOn, at) => ({
      id: idOf(at),
      title: `Task ${String(at)}`,
      instructions: 'do it',
      acceptanceCriteria: ['it is done'],
      checks: [],
      dependsOn: at === 0 ? [] : [...new Set(dependsOn.map((other) => idOf(other % at)))],
      paths: [],
      // Counts where the run asks for it.
      needsApproval: at % 2 === 0,
    }));
  }

  private usage() {
    const { costUsd = 0 } = this.world;
    return { inputTokens: 10, outputTokens: 5, calls: 1, costUsd };
  }

  private result() {
    return { commit: commitId(this.object()), tree: treeId(this.object()) };
  }

  private object(): string {
    this.objects += 1;
    return objectId(this.objects);
  }
}
