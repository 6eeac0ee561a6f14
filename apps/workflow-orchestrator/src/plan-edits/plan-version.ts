import type { RunState } from '@throughline/contracts';
import type { RunChange } from '../workflow/run-change.js';
import { PlanNotEditableError } from './plan-edit.errors.js';

/** A plan that came before versions were written down is the first. */
export const planVersionOf = ({ run, tasks }: Pick<RunChange, 'run' | 'tasks'>): number =>
  Math.max(run.planVersion, tasks.length > 0 ? 1 : 0);

const EDITABLE: readonly RunState[] = ['awaiting_approval', 'running', 'paused'];

/** @throws {PlanNotEditableError} */
export function checkEditable({ run, tasks }: RunChange): void {
  const refuse = (why: string): never => {
    throw new PlanNotEditableError(run.id, run.state, why);
  };
  if (run.state === 'accepted' || run.state === 'planning') refuse('there is none yet');
  if (!EDITABLE.includes(run.state)) refuse(`the run is ${run.state}`);
  if (tasks.every((task) => task.state === 'done'))
    refuse('all of it is done, and the branch is being written');
}
