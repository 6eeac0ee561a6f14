import { commitId, newRunId, RunFinished, type TaskId, treeId } from '@throughline/contracts';
import type { Attempt } from '../runs/attempt.entity.js';
import { newRun as acceptedRun } from '../runs/new-run.js';
import type { Run } from '../runs/run.entity.js';
import type { Task } from '../runs/task.entity.js';
import { keepClock } from '../workflow/clock.js';
import { startPlanning } from '../workflow/planning.js';
import { RunChange } from '../workflow/run-change.js';
import { startTask } from '../workflow/scheduling.js';
import { wantedTasks } from '../workflow/slots.js';
import { objectId, type Rule, SimulatedServices, type World } from './simulated-services.js';

/** Plays the rules of one run through without any I/O: answers come in any order, and sometimes twice. */
export class Simulation {
  readonly run = newRun();
  tasks: Task[] = [];
  attempts: Attempt[] = [];
  readonly endedAttempts: Attempt[] = [];
  readonly patience = { stepMs: 1000, graceMs: 500 };
  readonly services: SimulatedServices;
  /** Every message of the run so far. */
  readonly sent: object[] = [];
  private now = new Date(this.run.createdAt);
  private underWay: Rule[] = [];

  constructor(
    plan: readonly (readonly number[])[],
    private readonly world: World,
    private readonly choices: Iterator<number>,
  ) {
    this.services = new SimulatedServices(plan, world, (percent) => this.happens(percent));
  }

  start(): this {
    this.change(startPlanning);
    return this;
  }

  /** How often the run has ended. */
  get endings(): number {
    return this.sent.filter((message) => message instanceof RunFinished).length;
  }

  task(id: TaskId): Task | undefined {
    return this.tasks.find((task) => task.id === id);
  }

  change(rule: Rule): void {
    const change = new RunChange(this.run, this.tasks, this.attempts, this.now, this.patience);
    rule(change);
    keepClock(change);
    for (const task of wantedTasks(change)) startTask(change, task);
    this.tasks = change.tasks;
    this.attempts = change.attempts;
    this.endedAttempts.push(...change.endedAttempts);
    this.sent.push(...change.messages.map(({ message }) => message));
    this.underWay.push(...change.messages.flatMap(({ message }) => this.services.answersTo(message)));
  }

  /** Delivers one waiting answer, any of them. */
  step(): void {
    const [rule] = this.underWay.splice(this.choose(this.underWay.length), 1);
    if (rule === undefined) return;
    if (this.happens(this.world.duplicates)) this.underWay.push(rule);
    this.change(rule);
  }

  /** Delivers until nothing is under way any more, or `enough` holds. */
  settle(each: () => void = () => undefined, enough: (world: Simulation) => boolean = () => false): void {
    for (let i = 0; this.underWay.length > 0 && i < 2000 && !enough(this); i += 1) {
      this.step();
      each();
    }
  }

  /** What time it is in this world. */
  get at(): Date {
    return this.now;
  }

  passTime(ms: number): void {
    this.now = new Date(this.now.getTime() + ms);
  }

  /** One waiting answer never arrives. */
  loseOne(): void {
    this.underWay.splice(this.choose(this.underWay.length), 1);
  }

  loseEverythingUnderWay(): void {
    this.underWay = [];
    this.services.openMerges.clear();
  }

  private choose(below: number): number {
    const choice: IteratorResult<number, unknown> = this.choices.next();
    return choice.done === true || below === 0 ? 0 : choice.value % below;
  }

  private happens(percent: number): boolean {
    return this.choose(100) < percent;
  }
}

/** An accepted run, of which nothing has happened yet. */
export function newRun(): Run {
  const limits = {
    maxAttempts: 3,
    maxParallelTasks: 2,
    maxTurns: 10,
    maxTokens: 1_000_000,
    runTimeoutMs: 3_600_000,
    taskTimeoutMs: 600_000,
    checkTimeoutMs: 1000,
  };
  const base = { baseBranch: 'main', baseCommit: commitId(objectId(1)), baseTree: treeId(objectId(2)) };
  return acceptedRun(
    {
      id: newRunId(),
      requestHash: '',
      goal: 'goal',
      repository: { path: '/repo', ...base },
      checks: [{ name: 'test', argv: ['true'] }],
      model: 'scripted/x',
      limits,
      approvals: { plan: false, tasks: 'none', onExhausted: 'fail', timeoutMs: 86_400_000 },
      schedule: null,
      continues: null,
    },
    new Date(),
  );
}
