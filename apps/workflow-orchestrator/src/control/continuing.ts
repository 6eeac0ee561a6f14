import { type PlannedTask, type RetryTask, type RunId, type TaskId } from '@throughline/contracts';
import { newRun } from '../runs/new-run.js';
import type { Run } from '../runs/run.entity.js';
import type { Task } from '../runs/task.entity.js';
import { TaskNotFoundError, TaskNotRetryableError } from '../workflow/people.errors.js';
import { said } from '../workflow/remarks.js';
import { feedbackOf } from '../workflow/retrying.js';
import type { RunChange } from '../workflow/run-change.js';

/**
 * A run that goes on where a failed one has ended: on top of what was merged, with what was left to do. A failed run
 * stays failed, for its trace has its root and is closed; the new one's root is linked to it.
 * @throws {TaskNotFoundError | TaskNotRetryableError}
 */
export function continueRun(change: RunChange, id: TaskId, wish: RetryTask, newId: RunId): Run {
  const { run, tasks } = change;
  const task = change.task(id);
  if (task === undefined) throw new TaskNotFoundError(run.id, id);
  if (task.state === 'done') throw new TaskNotRetryableError(run.id, id, task.state, run.state);
  run.continuedBy = newId;
  const text = said(`${task.plan.title} is tried again in run ${newId}`, wish);
  change.note('approval', 'retried', text, { taskId: id, attempt: task.attempt });
  const { goal, checks, model, limits } = run;
  return newRun({
    ...{ id: newId, goal, checks, model, limits, schedule: null },
    requestHash: `continues ${run.id}`,
    repository: { ...run.repository, ...startOf(run) },
    approvals: { ...run.approvals, plan: run.approvals.plan && run.planDecision?.decision !== 'approve' },
    continues: { runId: run.id, taskId: id, feedback: feedbackOf(task, wish), tasks: leftToDo(tasks) },
  });
}

/** The head of what was merged; of a run that has merged nothing, where it began itself. */
function startOf({ commit, repository }: Run) {
  const startCommit = commit ?? repository.startCommit;
  return startCommit === undefined ? {} : { startCommit };
}

function leftToDo(tasks: readonly Task[]): PlannedTask[] {
  const left = tasks.filter(({ state }) => state !== 'done');
  const ids = new Set(left.map(({ id }) => id));
  return left.map(({ plan }) => ({ ...plan, dependsOn: plan.dependsOn.filter((id) => ids.has(id)) }));
}
