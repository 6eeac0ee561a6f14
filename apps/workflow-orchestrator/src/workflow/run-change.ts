import {
  type AttemptState,
  type RunEventKind,
  type RunMessage,
  type RunState,
  type TaskId,
  type TaskState,
} from '@throughline/contracts';
import type { Attempt } from '../runs/attempt.entity.js';
import type { Run } from '../runs/run.entity.js';
import type { Task } from '../runs/task.entity.js';
import {
  ATTEMPT_TRANSITIONS,
  checkTransition,
  isActiveTask,
  isFinalTask,
  isOver,
  RUN_TRANSITIONS,
  TASK_TRANSITIONS,
} from './transitions.js';

/** Where a message stands in the trace: under the run's root, or under an attempt's span. */
export interface Under {
  readonly taskId: TaskId;
  readonly attempt: number;
}

export interface OutgoingMessage {
  readonly message: RunMessage<unknown>;
  readonly under: Under | null;
}

export interface NewEvent {
  readonly kind: RunEventKind;
  readonly taskId: TaskId | null;
  readonly attempt: number | null;
  readonly state: string;
  readonly text: string;
}

/** Milliseconds that the reconciler waits before it looks at a step again. */
export interface Patience {
  readonly stepMs: number;
  readonly graceMs: number;
}

/**
 * What one message, request or timer does to one run: the rows as they were, changed in place by the
 * rules, and the messages, events and ended spans that go out with them. Nothing here does I/O.
 */
export class RunChange {
  readonly messages: OutgoingMessage[] = [];
  readonly events: NewEvent[] = [];
  readonly endedAttempts: Attempt[] = [];
  readonly endedTasks: Task[] = [];
  readonly removedTasks: Task[] = [];
  runEnded = false;
  /** For reasons: which message of the run is known to have died. Empty where none is, or nobody has looked. */
  lost = '';
  /** The tasks that held slots before. */
  readonly activeBefore: ReadonlySet<TaskId>;

  constructor(
    readonly run: Run,
    readonly tasks: Task[],
    readonly attempts: Attempt[],
    readonly now: Date,
    readonly patience: Patience,
  ) {
    this.activeBefore = new Set(this.activeTasks().map(({ id }) => id));
  }

  task(id: TaskId): Task | undefined {
    return this.tasks.find((task) => task.id === id);
  }

  attempt(taskId: TaskId, number: number): Attempt | undefined {
    return this.attempts.find((attempt) => attempt.taskId === taskId && attempt.number === number);
  }

  currentAttempt(task: Task): Attempt | undefined {
    return this.attempt(task.id, task.attempt);
  }

  unfinishedTasks(): Task[] {
    return this.tasks.filter((task) => !isFinalTask(task.state));
  }

  activeTasks(): Task[] {
    return this.tasks.filter((task) => isActiveTask(task.state));
  }

  /** Takes a task out of the plan that nobody has begun. */
  removeTask(task: Task): void {
    this.tasks.splice(this.tasks.indexOf(task), 1);
    this.removedTasks.push(task);
  }

  publish(message: RunMessage<unknown>, under: Under | null = null): void {
    this.messages.push({ message, under });
  }

  note(kind: RunEventKind, state: string, text: string, about: Partial<Under> = {}): void {
    this.events.push({ kind, state, text, taskId: about.taskId ?? null, attempt: about.attempt ?? null });
  }

  moveRun(to: RunState): void {
    checkTransition(RUN_TRANSITIONS, 'run', this.run.state, to);
    this.run.state = to;
    this.run.stateSince = this.now;
  }

  moveTask(task: Task, to: TaskState): void {
    checkTransition(TASK_TRANSITIONS, `task ${task.id}`, task.state, to);
    task.state = to;
    task.stateSince = this.now;
    if (to !== 'waiting_for_human') task.personWait = null;
    if (!isFinalTask(to)) return;
    task.deadline = null;
    this.endedTasks.push(task);
  }

  /** Ends with the attempt's span when the attempt is over for good; a passed one ends when it is merged. */
  moveAttempt(attempt: Attempt, to: AttemptState): void {
    checkTransition(
      ATTEMPT_TRANSITIONS,
      `attempt ${attempt.taskId}/${String(attempt.number)}`,
      attempt.state,
      to,
    );
    attempt.state = to;
    if (isOver(to) && to !== 'passed') this.endAttempt(attempt);
  }

  endAttempt(attempt: Attempt): void {
    if (attempt.endedAt !== null) return;
    attempt.endedAt = this.now;
    this.endedAttempts.push(attempt);
  }

  /** A task's next look, never later than the run's end. */
  renew(task: Task): void {
    task.deadline = this.within(this.patience.stepMs);
  }

  within(ms: number): Date {
    return new Date(Math.min(this.now.getTime() + ms, this.deadline.getTime() + this.patience.graceMs));
  }

  /** When the run's time limit is up, as far as its clock has not stood still. */
  get deadline(): Date {
    const { deadline, clockStoppedAt } = this.run;
    if (clockStoppedAt === null) return deadline;
    return new Date(deadline.getTime() + this.now.getTime() - clockStoppedAt.getTime());
  }

  allDone(): boolean {
    return this.tasks.length > 0 && this.tasks.every((task) => task.state === 'done');
  }
}
