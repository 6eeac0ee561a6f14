import { Injectable } from '@nestjs/common';
import {
  type Decide,
  newRunId,
  type Remark,
  type RetryTask,
  type RunId,
  RunNotFoundError,
  type RunView,
  type TaskId,
} from '@throughline/contracts';
import { type UnitOfWork, UnitsOfWork } from '@throughline/persistence';
import { SlotSupply } from '../dispatch/slot-supply.js';
import { WorkflowMetrics } from '../metrics/workflow-metrics.service.js';
import { RunsRepository } from '../runs/runs.repository.js';
import { RunsService } from '../runs/runs.service.js';
import { decide } from '../workflow/deciding.js';
import { pauseRun, resumeRun } from '../workflow/pausing.js';
import { startPlanning } from '../workflow/planning.js';
import { retryTask } from '../workflow/retrying.js';
import type { RunChange } from '../workflow/run-change.js';
import { WorkflowService } from '../workflow/workflow.service.js';
import { continueRun } from './continuing.js';

/** What people want of a run that is under way, or has failed. Asking again changes nothing. */
@Injectable()
export class RunControl {
  constructor(
    private readonly runs: RunsRepository,
    private readonly views: RunsService,
    private readonly units: UnitsOfWork,
    private readonly workflow: WorkflowService,
    private readonly supply: SlotSupply,
    private readonly metrics: WorkflowMetrics,
  ) {}

  async pause(id: RunId, remark: Remark): Promise<RunView> {
    const rule = this.changing(id, (change) => pauseRun(change, remark));
    await this.units.run(rule, () => ['runs.pause']);
    return this.views.view(id);
  }

  async resume(id: RunId, remark: Remark): Promise<RunView> {
    const rule = this.changing(id, (change) => resumeRun(change, remark));
    await this.units.run(rule, () => ['runs.resume']);
    return this.views.view(id);
  }

  async decide(id: RunId, decision: Decide): Promise<RunView> {
    const rule = this.changing(id, (change) => decide(change, decision));
    await this.units.run(rule, () => ['runs.decide']);
    return this.views.view(id);
  }

  /** The run itself, or the one that goes on with the work of a failed one. */
  async retry(id: RunId, task: TaskId, wish: RetryTask): Promise<RunView> {
    const newId = newRunId();
    const { run } = await this.runs.get(id);
    await this.supply.prepare(run.repository.path);
    const goesOn = await this.units.run(
      async (work) => {
        const change = await this.locked(work, id);
        if (change.run.state === 'failed') return this.goOn(work, change, task, wish, newId);
        retryTask(change, task, wish);
        await this.workflow.commit(work, change);
        return id;
      },
      () => ['runs.retry'],
    );
    return this.views.view(goesOn);
  }

  private async goOn(
    work: UnitOfWork,
    failed: RunChange,
    task: TaskId,
    wish: RetryTask,
    newId: RunId,
  ): Promise<RunId> {
    if (failed.run.continuedBy !== null) return failed.run.continuedBy;
    const run = continueRun(failed, task, wish, newId);
    await this.workflow.commit(work, failed);
    await this.runs.insert(work.manager, run);
    const change = this.runs.changeOf(run);
    change.note('run', 'accepted', `The run goes on where the run ${failed.run.id} has failed.`);
    startPlanning(change);
    await this.workflow.commit(work, change);
    work.afterCommit(() => this.metrics.countRun('accepted'));
    return newId;
  }

  private changing(id: RunId, rule: (change: RunChange) => void) {
    return async (work: UnitOfWork): Promise<void> => {
      const change = await this.locked(work, id);
      rule(change);
      await this.workflow.commit(work, change);
    };
  }

  private async locked(work: UnitOfWork, id: RunId): Promise<RunChange> {
    const change = await this.runs.lock(work.manager, id);
    if (change === undefined) throw new RunNotFoundError(id);
    return change;
  }
}
