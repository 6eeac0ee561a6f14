import { type RunId, ThroughlineError } from '@throughline/contracts';

// What people ask for at a time when it cannot be: nothing is changed, and the sentence says what can be done.

export class RunNotPausableError extends ThroughlineError {
  constructor(run: RunId, state: string) {
    super(
      'run_not_pausable',
      'conflict',
      `the run ${run} is ${state}: only a run whose tasks are being done can be paused`,
      { fields: { run, state } },
    );
  }
}

export class RunNotPausedError extends ThroughlineError {
  constructor(run: RunId, state: string) {
    super('run_not_paused', 'conflict', `the run ${run} is ${state}: only a paused run can be resumed`, {
      fields: { run, state },
    });
  }
}

export class NothingToDecideError extends ThroughlineError {
  constructor(run: RunId, what: string, state: string) {
    super(
      'nothing_to_decide',
      'conflict',
      `${what} of the run ${run} waits for no decision: it is ${state}. The run shows what waits for one`,
      { fields: { run, state } },
    );
  }
}

/** What was looked at is not what is there by now. */
export class DecisionOutdatedError extends ThroughlineError {
  constructor(run: RunId, seen: string, now: string) {
    super(
      'decision_outdated',
      'conflict',
      `the decision is about ${seen}, but by now there is ${now}. Look at that, and decide again`,
      { fields: { run } },
    );
  }
}

export class TaskNotFoundError extends ThroughlineError {
  constructor(run: RunId, task: string) {
    super(
      'task_not_found',
      'not_found',
      `the run ${run} has no task ${task.slice(0, 80)}. Look for its id among the tasks of the run`,
      { fields: { run } },
    );
  }
}

export class TaskNotRetryableError extends ThroughlineError {
  constructor(run: RunId, task: string, state: string, runState: string) {
    super(
      'task_not_retryable',
      'conflict',
      `the task ${task} is ${state} in a run that is ${runState}: only a task that waits for a person, or an unfinished one of a failed run, can be tried again`,
      { fields: { run, task, state } },
    );
  }
}
