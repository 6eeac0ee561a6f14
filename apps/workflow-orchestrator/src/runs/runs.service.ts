import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  type CreateRun,
  RunAccepted,
  type RunId,
  RunList,
  RunNotFoundError,
  type RunView,
} from '@throughline/contracts';
import { UnitsOfWork } from '@throughline/persistence';
import { traceIdOf } from '@throughline/tracing';
import { OrchestratorConfig } from '../config.js';
import { SlotSupply } from '../dispatch/slot-supply.js';
import { WorkflowMetrics } from '../metrics/workflow-metrics.service.js';
import { DerivedSpans } from '../derived-spans/derived-spans.service.js';
import { cancelRun } from '../workflow/ending.js';
import { startPlanning } from '../workflow/planning.js';
import { isFinalRun } from '../workflow/transitions.js';
import { WorkflowService } from '../workflow/workflow.service.js';
import { Preflight, type Resolved } from './preflight.service.js';
import { RunFinishedError, RunIdConflictError } from './run.errors.js';
import { Run } from './run.entity.js';
import { summaryOf, viewOf } from './run-view.js';
import { RunsRepository } from './runs.repository.js';

@Injectable()
export class RunsService {
  constructor(
    private readonly runs: RunsRepository,
    private readonly preflight: Preflight,
    private readonly units: UnitsOfWork,
    private readonly workflow: WorkflowService,
    private readonly supply: SlotSupply,
    private readonly spans: DerivedSpans,
    private readonly metrics: WorkflowMetrics,
    private readonly config: OrchestratorConfig,
  ) {}

  /** Accepts a run, or finds the one that the same request made before. */
  async create(id: RunId, request: CreateRun): Promise<RunAccepted> {
    const requestHash = hashOf(request);
    const known = await this.runs.find(id);
    if (known !== null) return this.again(known, requestHash);
    const run = this.newRun(id, requestHash, request, await this.resolve(id, request));
    await this.supply.prepare(run.repository.path);
    const stored = await this.units.run(async (work) => {
      if (!(await this.runs.insert(work.manager, run))) return undefined;
      const change = this.runs.changeOf(run);
      change.note('run', 'accepted', 'The run is accepted.');
      startPlanning(change);
      await this.workflow.commit(work, change);
      work.afterCommit(() => this.metrics.countRun('accepted'));
      return run;
    });
    return this.again(stored ?? (await this.runs.get(id)).run, requestHash);
  }

  async view(id: RunId): Promise<RunView> {
    const { run, tasks, attempts } = await this.runs.get(id);
    return viewOf(run, tasks, attempts);
  }

  async list(limit: number): Promise<RunList> {
    const runs = await this.runs.newest(limit);
    return Object.assign(new RunList(), { runs: runs.map(summaryOf) });
  }

  /** @throws {RunNotFoundError | RunFinishedError} */
  async cancel(id: RunId): Promise<RunView> {
    await this.units.run(async (work) => {
      const change = await this.runs.lock(work.manager, id);
      if (change === undefined) throw new RunNotFoundError(id);
      if (isFinalRun(change.run.state)) throw new RunFinishedError(id, change.run.state);
      cancelRun(change);
      await this.workflow.commit(work, change);
    });
    return this.view(id);
  }

  /** A refused creation stores nothing, but its trace gets its root. */
  private async resolve(id: RunId, request: CreateRun): Promise<Resolved> {
    try {
      return await this.preflight.resolve(request);
    } catch (error) {
      await this.spans.exportRefused(id, error);
      throw error;
    }
  }

  private again(run: Run, requestHash: string): RunAccepted {
    if (run.requestHash !== requestHash) throw new RunIdConflictError(run.id);
    return Object.assign(new RunAccepted(), { runId: run.id, traceId: traceIdOf(run.id), state: run.state });
  }

  private newRun(
    id: RunId,
    requestHash: string,
    request: CreateRun,
    { repository, model, checks, limits }: Resolved,
  ): Run {
    const now = new Date();
    return Object.assign(new Run(), {
      id,
      requestHash,
      goal: request.goal,
      repository,
      checks: checks.checks,
      model: model.model,
      limits,
      state: 'accepted' as const,
      reason: null,
      branch: null,
      commit: null,
      mergingTask: null,
      inputTokens: 0,
      outputTokens: 0,
      modelCalls: 0,
      costUsd: 0,
      createdAt: now,
      finishedAt: null,
      deadline: new Date(now.getTime() + limits.runTimeoutMs),
      stepDeadline: null,
      stateSince: now,
      slotsWanted: 0,
      slotsWantedSince: null,
    });
  }
}

function hashOf(request: CreateRun): string {
  const { goal, repository, base, checks, model, limits } = request;
  return createHash('sha256')
    .update(JSON.stringify([goal, repository, base, checks, model, limits]))
    .digest('hex');
}
