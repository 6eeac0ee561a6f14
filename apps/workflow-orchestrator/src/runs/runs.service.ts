import { Injectable } from '@nestjs/common';
import {
  type Approvals,
  type CreateRun,
  RunAccepted,
  type RunId,
  RunList,
  RunNotFoundError,
  type RunView,
  type ScheduleOrigin,
} from '@throughline/contracts';
import { BackPressure } from '@throughline/messaging';
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
import { newRun } from './new-run.js';
import { Preflight, type Resolved } from './preflight.service.js';
import { isFinalRefusal } from './refusal.js';
import { requestHash } from './request-hash.js';
import { RunFinishedError, RunIdConflictError } from './run.errors.js';
import type { Run } from './run.entity.js';
import { summaryOf, viewOf } from './run-view.js';
import { RunsRepository } from './runs.repository.js';
import { UnfinishedRuns } from './unfinished-runs.js';

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
    private readonly backPressure: BackPressure,
    private readonly unfinished: UnfinishedRuns,
  ) {}

  /** Accepts a run, or finds the one that the same request made before, also when that has ended. */
  async create(id: RunId, request: CreateRun, schedule: ScheduleOrigin | null = null): Promise<RunAccepted> {
    const hash = requestHash(request);
    const known = await this.runs.find(id);
    if (known !== null) return this.again(known, hash);
    this.backPressure.admit();
    await this.unfinished.admit();
    const resolved = await this.resolve(id, request, schedule);
    if (resolved === undefined) return this.again((await this.runs.get(id)).run, hash);
    const { goal } = request;
    const { repository, model, checks, limits } = resolved;
    const run = newRun({
      ...{ id, requestHash: hash, goal, repository, limits, schedule, continues: null },
      ...{ checks: checks.checks, model: model.model, approvals: this.approvalsOf(request) },
    });
    await this.supply.prepare(run.repository.path);
    const stored = await this.units.run(
      async (work) => {
        if (!(await this.runs.insert(work.manager, run))) return undefined;
        const change = this.runs.changeOf(run);
        change.note('run', 'accepted', acceptance(run));
        startPlanning(change);
        await this.workflow.commit(work, change);
        work.afterCommit(() => this.metrics.countRun('accepted'));
        return run;
      },
      () => ['runs.create'],
    );
    return this.again(stored ?? (await this.runs.get(id)).run, hash);
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
    await this.units.run(
      async (work) => {
        const change = await this.runs.lock(work.manager, id);
        if (change === undefined) throw new RunNotFoundError(id);
        if (isFinalRun(change.run.state)) throw new RunFinishedError(id, change.run.state);
        cancelRun(change);
        await this.workflow.commit(work, change);
      },
      () => ['runs.cancel'],
    );
    return this.view(id);
  }

  /**
   * A refused creation stores nothing, but its trace gets its root. Undefined where the same run was made by another
   * request meanwhile: then it has been answered already whether it can be done.
   */
  private async resolve(
    id: RunId,
    request: CreateRun,
    schedule: ScheduleOrigin | null,
  ): Promise<Resolved | undefined> {
    try {
      return await this.preflight.resolve(request);
    } catch (error) {
      if ((await this.runs.find(id)) !== null) return undefined;
      // A schedule tries again itself: until then nobody knows what comes of it.
      if (schedule === null || isFinalRefusal(error)) await this.spans.exportRefused(id, error);
      throw error;
    }
  }

  /** The answer that the creation was given, whatever has become of the run since. */
  private again(run: Run, hash: string): RunAccepted {
    if (run.requestHash !== hash) throw new RunIdConflictError(run.id);
    const { id: runId } = run;
    return Object.assign(new RunAccepted(), { runId, traceId: traceIdOf(runId), state: 'planning' as const });
  }

  private approvalsOf({ approvals }: CreateRun): Approvals {
    return {
      plan: approvals?.plan ?? false,
      tasks: approvals?.tasks ?? 'none',
      onExhausted: approvals?.onExhausted ?? 'fail',
      timeoutMs: approvals?.timeoutMs ?? this.config.approvalTimeoutMs,
    };
  }
}

const acceptance = ({ schedule }: Run): string =>
  schedule === null
    ? 'The run is accepted.'
    : `The run is accepted: the schedule ${schedule.name} has made it for ${schedule.dueAt}.`;
