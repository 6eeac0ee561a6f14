import { Attempt } from '../runs/attempt.entity.js';
import type { Task } from '../runs/task.entity.js';
import { about } from './current.js';
import { failRun } from './ending.js';
import { requestAttempt } from './requests.js';
import type { RunChange } from './run-change.js';
import { budgetUsed, moneyLeft, tokensLeft } from './usage.js';

/**
 * Makes tasks ready whose dependencies are done. Ready ones are started when the change is stored, as far as there
 * are slots for them: `startTask`.
 */
export function startReadyTasks(change: RunChange): void {
  if (change.run.state !== 'running') return;
  for (const task of change.tasks)
    if (task.state === 'pending' && dependenciesDone(change, task)) change.moveTask(task, 'ready');
  // Only where there is more to do: work that is done is handed over, whatever it has used.
  if (change.tasks.some((task) => task.state === 'ready')) failWithoutBudget(change);
}

/** Ends the run when it has used its tokens or its money. */
export function failWithoutBudget(change: RunChange): void {
  const reason = budgetUsed(change);
  if (reason !== undefined) failRun(change, reason);
}

function dependenciesDone(change: RunChange, task: Task): boolean {
  return task.plan.dependsOn.every((id) => change.task(id)?.state === 'done');
}

/** The next attempt at a ready task that was given a slot. */
export function startTask(change: RunChange, task: Task): void {
  change.moveTask(task, 'running');
  task.attempt += 1;
  const attempt = Object.assign(new Attempt(), {
    runId: task.runId,
    taskId: task.id,
    number: task.attempt,
    epoch: 0,
    state: 'running' as const,
    commit: null,
    tree: null,
    reason: null,
    turns: 0,
    tokenLimit: tokensLeft(change),
    costLimitUsd: moneyLeft(change),
    usedTokens: 0,
    usedCostUsd: 0,
    fingerprints: [],
    startedAt: change.now,
    deadline: change.within(change.run.limits.taskTimeoutMs),
    endedAt: null,
  });
  change.attempts.push(attempt);
  change.renew(task);
  requestAttempt(change, task, attempt);
  change.note('attempt', 'running', `${task.plan.title}: attempt ${String(attempt.number)}`, about(attempt));
}
