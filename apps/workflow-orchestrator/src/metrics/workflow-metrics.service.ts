import { Injectable } from '@nestjs/common';
import type { RunState, TaskId } from '@throughline/contracts';
import { MetricService } from 'nestjs-otel';
import type { RunChange } from '../workflow/run-change.js';

const TASK_SECONDS = [1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200];

/** Counts what becomes of runs, tasks and attempts, once it is stored. */
@Injectable()
export class WorkflowMetrics {
  constructor(private readonly metrics: MetricService) {}

  /** A run has been accepted, or has ended. */
  countRun(state: RunState): void {
    this.metrics
      .getCounter('workflow_runs_total', { description: 'Runs that were accepted, and that have ended' })
      .add(1, { state });
  }

  /** What one change has ended. */
  record(change: RunChange): void {
    if (change.runEnded) this.countRun(change.run.state);
    for (const { state } of change.endedAttempts) this.countAttempt(state);
    for (const { id } of change.endedTasks) this.recordTask(change, id);
  }

  private countAttempt(result: string): void {
    this.metrics
      .getCounter('workflow_attempts_total', { description: 'Attempts at tasks that are over' })
      .add(1, { result });
  }

  /** From its first attempt on; a task that nobody has begun takes no time. */
  private recordTask({ attempts, now }: RunChange, id: TaskId): void {
    const begun = attempts.filter(({ taskId }) => taskId === id).map(({ startedAt }) => startedAt.getTime());
    if (begun.length === 0) return;
    this.metrics
      .getHistogram('workflow_task_duration_seconds', {
        description: 'How long tasks took, from their first attempt to their end',
        unit: 's',
        advice: { explicitBucketBoundaries: TASK_SECONDS },
      })
      .record((now.getTime() - Math.min(...begun)) / 1000);
  }
}
