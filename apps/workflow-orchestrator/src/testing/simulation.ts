import {
  BranchPublish,
  BranchPublished,
  commitId,
  MergeCommit,
  MergeCommitted,
  MergeConflicted,
  MergePrepare,
  MergePrepared,
  newRunId,
  PlanCancel,
  PlanCreate,
  PlanFailed,
  type PlannedTask,
  PlanReady,
  TaskAttemptFinished,
  TaskCancel,
  type TaskId,
  taskId,
  TaskRun,
  treeId,
  VerificationCancel,
  VerificationFinished,
  VerificationRun,
} from '@throughline/contracts';
import type { Attempt } from '../runs/attempt.entity.js';
import { Run } from '../runs/run.entity.js';
import type { Task } from '../runs/task.entity.js';
import { attemptFinished } from '../workflow/attempts.js';
import { branchPublished, mergeCommitted, mergeConflicted, mergePrepared } from '../workflow/merging.js';
import { planFailed, planReady, startPlanning } from '../workflow/planning.js';
import { RunChange } from '../workflow/run-change.js';
import { verificationFinished } from '../workflow/verification.js';

/** How often things go wrong, in percent. */
export interface World {
  readonly attemptFails: number;
  readonly checkFails: number;
  readonly conflicts: number;
  readonly duplicates: number;
}

type Rule = (change: RunChange) => void;

const USAGE = { inputTokens: 10, outputTokens: 5, calls: 1, costUsd: 0 };
const object = (n: number): string => n.toString(16).padStart(40, '0');

/** The other services as random answers: the rules are played through without any I/O. */
export class Simulation {
  readonly run = newRun();
  tasks: Task[] = [];
  attempts: Attempt[] = [];
  readonly endedAttempts: Attempt[] = [];
  readonly merged = new Set<TaskId>();
  readonly patience = { stepMs: 1000, graceMs: 500 };
  mostMergesAtOnce = 0;
  private now = new Date(this.run.createdAt);
  private underWay: Rule[] = [];
  private merging = 0;
  private objects = 100;

  constructor(
    private readonly plan: readonly (readonly number[])[],
    private readonly world: World,
    private readonly choices: Iterator<number>,
  ) {}

  start(): this {
    this.change(startPlanning);
    return this;
  }

  task(id: TaskId): Task | undefined {
    return this.tasks.find((task) => task.id === id);
  }

  change(rule: Rule): void {
    const change = new RunChange(this.run, this.tasks, this.attempts, this.now, this.patience);
    rule(change);
    this.tasks = change.tasks;
    this.attempts = change.attempts;
    this.endedAttempts.push(...change.endedAttempts);
    for (const { message } of change.messages) this.answer(message);
  }

  /** Delivers one waiting answer, any of them; sometimes it comes twice. */
  step(): void {
    const [rule] = this.underWay.splice(this.choose(this.underWay.length), 1);
    if (rule === undefined) return;
    if (this.happens(this.world.duplicates)) this.underWay.push(rule);
    this.change(rule);
  }

  settle(each: () => void = () => undefined): void {
    for (let i = 0; this.underWay.length > 0 && i < 2000; i += 1) {
      this.step();
      each();
    }
  }

  passTime(ms: number): void {
    this.now = new Date(this.now.getTime() + ms);
  }

  loseEverythingUnderWay(): void {
    this.underWay = [];
  }

  private answer(message: object): void {
    const rule = this.ruleFor(message);
    if (rule !== undefined) this.underWay.push(rule);
  }

  private ruleFor(message: object): Rule | undefined {
    if (message instanceof PlanCreate)
      return (change) => {
        planReady(
          change,
          new PlanReady({ runId: this.run.id, planVersion: 1, tasks: this.plannedTasks(), usage: USAGE }),
        );
      };
    if (message instanceof PlanCancel)
      return (change) => {
        planFailed(
          change,
          new PlanFailed({ runId: this.run.id, code: 'cancelled', reason: 'cancelled', usage: USAGE }),
        );
      };
    if (message instanceof TaskRun) return this.attemptAnswer(message);
    if (message instanceof TaskCancel) return this.cancelled(message);
    if (message instanceof VerificationCancel) return this.verificationCancelled(message);
    if (message instanceof VerificationRun) return this.verificationAnswer(message);
    if (message instanceof MergePrepare) return this.prepareAnswer(message);
    if (message instanceof MergeCommit) return this.commitAnswer(message);
    if (message instanceof BranchPublish)
      return (change) => {
        branchPublished(
          change,
          new BranchPublished({ runId: this.run.id, branch: message.branch, commit: commitId(object(1)) }),
        );
      };
    return undefined;
  }

  private attemptAnswer({ runId, taskId: task, attempt }: TaskRun): Rule {
    const fails = this.happens(this.world.attemptFails);
    const result = fails
      ? { outcome: 'failed' as const, commit: null, tree: null }
      : { outcome: 'finished' as const, commit: commitId(this.object()), tree: treeId(this.object()) };
    const message = new TaskAttemptFinished({
      runId,
      taskId: task,
      attempt,
      epoch: 1,
      ...result,
      summary: 'done',
      reason: fails ? 'no idea' : null,
      turns: 1,
      usage: USAGE,
    });
    return (change) => {
      attemptFinished(change, message);
    };
  }

  private cancelled({ runId, taskId: task, attempt }: TaskCancel): Rule {
    const message = new TaskAttemptFinished({
      runId,
      taskId: task,
      attempt,
      epoch: 1,
      outcome: 'cancelled',
      commit: null,
      tree: null,
      summary: '',
      reason: null,
      turns: 0,
      usage: { ...USAGE, calls: 0 },
    });
    return (change) => {
      attemptFinished(change, message);
    };
  }

  /** The checks under way end as cancelled; a merge that is past them goes through. */
  private verificationCancelled({ runId, taskId: id, attempt }: VerificationCancel): Rule {
    return (change) => {
      const task = change.task(id);
      const purpose = task?.state === 'verifying' ? 'attempt' : 'merge';
      const tree = purpose === 'attempt' ? change.attempt(id, attempt)?.tree : task?.mergeTree;
      if (tree === null || tree === undefined) return;
      verificationFinished(
        change,
        new VerificationFinished({
          runId,
          taskId: id,
          attempt,
          epoch: 1,
          purpose,
          tree,
          outcome: 'cancelled',
          results: [],
          findings: [],
          feedback: '',
          reason: 'cancelled',
        }),
      );
    };
  }

  private verificationAnswer({ runId, taskId: task, attempt, epoch, purpose, tree }: VerificationRun): Rule {
    const fails = this.happens(this.world.checkFails);
    const finding = {
      check: 'test',
      rule: 'test',
      file: null,
      line: null,
      severity: 'error' as const,
      message: 'broken',
      fingerprint: 'f',
      isNew: true,
    };
    const message = new VerificationFinished({
      runId,
      taskId: task,
      attempt,
      epoch,
      purpose,
      tree,
      outcome: fails ? 'failed' : 'passed',
      results: [],
      findings: fails ? [finding] : [],
      feedback: 'broken',
      reason: fails ? 'test failed' : '',
    });
    return (change) => {
      verificationFinished(change, message);
    };
  }

  private prepareAnswer({ runId, taskId: task, attempt, epoch, commit }: MergePrepare): Rule {
    this.merging += 1;
    this.mostMergesAtOnce = Math.max(
      this.mostMergesAtOnce,
      this.tasks.filter((other) => other.id === this.run.mergingTask).length,
    );
    if (this.happens(this.world.conflicts)) {
      return (change) => {
        mergeConflicted(
          change,
          new MergeConflicted({ runId, taskId: task, attempt, epoch, files: ['a.js'], feedback: 'conflict' }),
        );
      };
    }
    const message = new MergePrepared({
      runId,
      taskId: task,
      attempt,
      epoch,
      commit,
      tree: treeId(this.object()),
      head: commitId(object(1)),
    });
    return (change) => {
      mergePrepared(change, message);
    };
  }

  private commitAnswer({ runId, taskId: task, attempt, epoch, tree }: MergeCommit): Rule {
    const message = new MergeCommitted({
      runId,
      taskId: task,
      attempt,
      epoch,
      head: commitId(this.object()),
      tree,
    });
    return (change) => {
      mergeCommitted(change, message);
      if (change.task(task)?.state === 'done') this.merged.add(task);
    };
  }

  private plannedTasks(): PlannedTask[] {
    return this.plan.map((dependsOn, at) => ({
      id: taskId(`t${String(at)}`),
      title: `Task ${String(at)}`,
      instructions: 'do it',
      acceptanceCriteria: ['it is done'],
      checks: [],
      dependsOn: at === 0 ? [] : [...new Set(dependsOn.map((other) => taskId(`t${String(other % at)}`)))],
      paths: [],
    }));
  }

  private object(): string {
    this.objects += 1;
    return object(this.objects);
  }

  private choose(below: number): number {
    const choice: IteratorResult<number, unknown> = this.choices.next();
    return choice.done === true || below === 0 ? 0 : choice.value % below;
  }

  private happens(percent: number): boolean {
    return this.choose(100) < percent;
  }
}

function newRun(): Run {
  const createdAt = new Date();
  const repository = {
    path: '/repo',
    baseBranch: 'main',
    baseCommit: commitId(object(1)),
    baseTree: treeId(object(2)),
  };
  const limits = {
    maxAttempts: 3,
    maxParallelTasks: 2,
    maxTurns: 10,
    maxTokens: 1_000_000,
    runTimeoutMs: 3_600_000,
    taskTimeoutMs: 600_000,
    checkTimeoutMs: 1000,
  };
  return Object.assign(new Run(), {
    id: newRunId(),
    requestHash: '',
    goal: 'goal',
    repository,
    checks: [{ name: 'test', argv: ['true'] }],
    model: 'scripted/x',
    limits,
    state: 'accepted' as const,
    reason: null,
    branch: null,
    commit: null,
    mergingTask: null,
    inputTokens: 0,
    outputTokens: 0,
    modelCalls: 0,
    costUsd: 0,
    createdAt,
    finishedAt: null,
    deadline: new Date(createdAt.getTime() + limits.runTimeoutMs),
    stepDeadline: null,
  });
}
