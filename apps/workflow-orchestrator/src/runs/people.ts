import type { Decision, PlannedTask, RunId, TaskId, WaitingReason } from '@throughline/contracts';

// What rows keep of people's part in a run, as JSON.

/** A task waits for a person since then; undecided until then it fails. RFC 3339. */
export interface PersonWait {
  readonly reason: WaitingReason;
  readonly since: string;
  readonly until: string;
}

/** What a person has decided of a version of the plan, or of an attempt at a task: asked again, it is known. */
export interface PersonDecision {
  readonly decision: Decision;
  /** The plan's version, or the attempt's number. */
  readonly of: number;
}

/** The failed run that a run goes on with, the task that was tried again, and what its next attempt is told. */
export interface Continuation {
  readonly runId: RunId;
  readonly taskId: TaskId;
  readonly feedback: string | null;
  /** What was left to do; its plan. */
  readonly tasks: readonly PlannedTask[];
}
