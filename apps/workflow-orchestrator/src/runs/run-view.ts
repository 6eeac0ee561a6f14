import { AttemptView, RunSummary, RunView, TaskView } from '@throughline/contracts';
import { traceIdOf } from '@throughline/tracing';
import type { Attempt } from './attempt.entity.js';
import type { Run } from './run.entity.js';
import type { Task } from './task.entity.js';
import { usageOf } from '../workflow/usage.js';
import { waitingFor } from './waiting-view.js';

/** How a run is shown to the outside. */
export function viewOf(run: Run, tasks: readonly Task[], attempts: readonly Attempt[]): RunView {
  return Object.assign(new RunView(), {
    runId: run.id,
    traceId: traceIdOf(run.id),
    goal: run.goal,
    repository: run.repository,
    checks: run.checks,
    model: run.model,
    limits: run.limits,
    planVersion: Math.max(run.planVersion, tasks.length > 0 ? 1 : 0),
    schedule: run.schedule,
    state: run.state,
    reason: run.reason,
    branch: run.branch,
    commit: run.commit,
    usage: usageOf(run),
    createdAt: run.createdAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
    durationMs: durationOf(run),
    tasks: tasks.map((task) => taskView(task, attempts)),
    approvals: run.approvals,
    waiting: waitingFor(run, tasks),
    pausedAt: run.pausedAt?.toISOString() ?? null,
    continues: run.continues?.runId ?? null,
    continuedBy: run.continuedBy,
  });
}

export function summaryOf(run: Run): RunSummary {
  return Object.assign(new RunSummary(), {
    runId: run.id,
    goal: run.goal,
    repository: run.repository.path,
    model: run.model,
    state: run.state,
    reason: run.reason,
    createdAt: run.createdAt.toISOString(),
    durationMs: durationOf(run),
  });
}

const durationOf = (run: Run): number | null =>
  run.finishedAt === null ? null : run.finishedAt.getTime() - run.createdAt.getTime();

function taskView(task: Task, attempts: readonly Attempt[]): TaskView {
  return Object.assign(new TaskView(), {
    id: task.id,
    title: task.plan.title,
    state: task.state,
    dependsOn: task.plan.dependsOn,
    reason: task.reason,
    attempts: attempts.filter((attempt) => attempt.taskId === task.id).map(attemptView),
  });
}

function attemptView({ number, state, commit, reason, turns }: Attempt): AttemptView {
  return Object.assign(new AttemptView(), { number, state, commit, reason, turns });
}
