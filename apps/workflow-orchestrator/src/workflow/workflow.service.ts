import { Injectable } from '@nestjs/common';
import type { RunId } from '@throughline/contracts';
import type { UnitOfWork } from '@throughline/persistence';
import { attemptContext, runContext } from '@throughline/tracing';
import { DerivedSpans } from '../derived-spans/derived-spans.service.js';
import { TaskSlots } from '../dispatch/task-slots.service.js';
import { WorkflowMetrics } from '../metrics/workflow-metrics.service.js';
import { RunEvents } from '../events/run-events.service.js';
import { RunsRepository } from '../runs/runs.repository.js';
import { keepClock } from './clock.js';
import type { OutgoingMessage, RunChange } from './run-change.js';

/** Carries out what the pure rules decided, in one unit of work. */
@Injectable()
export class WorkflowService {
  constructor(
    private readonly runs: RunsRepository,
    private readonly slots: TaskSlots,
    private readonly events: RunEvents,
    private readonly spans: DerivedSpans,
    private readonly metrics: WorkflowMetrics,
  ) {}

  /**
   * Has each message meet the rule, in order; their runs are locked and read all at once. A message about a run that
   * is not there is a leftover, and nothing happens.
   */
  async apply<M extends { readonly runId: RunId }>(
    work: UnitOfWork,
    messages: readonly M[],
    rule: (change: RunChange, message: M) => void,
  ): Promise<void> {
    const runIds = messages.map(({ runId }) => runId);
    await this.runs.lockAll(work.manager, runIds);
    for (const message of messages) {
      const change = this.runs.locked(work.manager, message.runId);
      if (change === undefined) continue;
      rule(change, message);
      await this.commit(work, change);
    }
  }

  /** @param granted slots that were shared out to the run, whoever else waits for one */
  async commit(work: UnitOfWork, change: RunChange, granted?: number): Promise<void> {
    keepClock(change);
    await this.slots.settle(work, change, granted);
    await this.runs.save(work.manager, change);
    await this.events.append(work, change.run.id, change.now, change.events);
    await this.spans.queue(work, change);
    work.afterCommit(() => this.metrics.record(change));
    for (const outgoing of change.messages) this.publish(work, change.run.id, outgoing);
  }

  private publish(work: UnitOfWork, runId: RunId, { message, under }: OutgoingMessage): void {
    work.publish(message, {
      parent: under === null ? runContext(runId) : attemptContext(runId, under.taskId, under.attempt),
    });
  }
}
