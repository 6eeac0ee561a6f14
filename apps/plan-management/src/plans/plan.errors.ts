import { type RunId, ThroughlineError } from '@throughline/contracts';

/** There is no plan for the run: no such run, or planning has not ended, or it has failed. */
export class PlanNotFoundError extends ThroughlineError {
  constructor(run: string) {
    super(
      'plan_not_found',
      'not_found',
      `there is no plan for the run ${run.slice(0, 100)}. Look at the state of the run`,
      {
        fields: { run: run.slice(0, 100) },
      },
    );
  }
}

/** The plan is there, but not in this version. */
export class PlanVersionNotFoundError extends ThroughlineError {
  constructor(run: RunId, version: number, newest: number) {
    super(
      'plan_version_not_found',
      'not_found',
      `the plan of the run ${run} has no version ${String(version)}; the newest is ${String(newest)}`,
      { fields: { run, version, newest } },
    );
  }
}
