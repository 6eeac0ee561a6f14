import { type RunId, type RunState, type TaskId, ThroughlineError } from '@throughline/contracts';

/** Somebody else has changed the plan since this person looked at it. */
export class PlanVersionConflictError extends ThroughlineError {
  constructor(run: RunId, version: number, currentVersion: number) {
    super(
      'plan_version_conflict',
      'conflict',
      `the edit was made for version ${String(version)} of the plan, which is at version ${String(currentVersion)} by now. ` +
        'Look at that version, and make the edit for it',
      { fields: { run, version, currentVersion } },
    );
  }
}

/** There is no plan yet, or nothing can come of another one any more. */
export class PlanNotEditableError extends ThroughlineError {
  constructor(run: RunId, state: RunState, why: string) {
    super('plan_not_editable', 'conflict', `the plan of the run ${run} cannot be edited: ${why}`, {
      fields: { run, state },
    });
  }
}

/** What somebody works on, or has worked on, stays as it was when he began. */
export class TaskStartedError extends ThroughlineError {
  constructor(run: RunId, tasks: readonly TaskId[]) {
    super(
      'task_started',
      'conflict',
      `work on ${tasks.join(', ')} has begun, and it can be neither changed nor removed. Add a task that comes after it instead`,
      { fields: { run, tasks } },
    );
  }
}

/** What would come out is no plan. */
export class PlanEditRefusedError extends ThroughlineError {
  constructor(run: RunId, reasons: readonly string[]) {
    super(
      'plan_edit_refused',
      'refused',
      `the edit makes no plan: ${reasons.join('; ')}. Nothing was changed`,
      {
        fields: { run, reasons },
      },
    );
  }
}
