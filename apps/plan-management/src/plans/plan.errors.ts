import { ThroughlineError } from '@throughline/contracts';

/** There is no plan for the run: no such run, or planning has not ended, or it has failed. */
export class PlanNotFoundError extends ThroughlineError {
  constructor(run: string) {
    super(
      'plan_not_found',
      'not_found',
      `there is no plan for the run ${run.slice(0, 100)}. Look at the run with: throughline show RUN`,
      {
        fields: { run: run.slice(0, 100) },
      },
    );
  }
}
