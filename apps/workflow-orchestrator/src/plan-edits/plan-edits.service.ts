import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PlanView, type RevisePlan, type RunId, RunNotFoundError } from '@throughline/contracts';
import { UnitsOfWork } from '@throughline/persistence';
import { OrchestratorConfig } from '../config.js';
import { RunsRepository } from '../runs/runs.repository.js';
import { canonicalJson } from '../runs/canonical-json.js';
import type { RunChange } from '../workflow/run-change.js';
import { WorkflowService } from '../workflow/workflow.service.js';
import { planVersionOf } from './plan-version.js';
import { revisePlan } from './revise-plan.js';

@Injectable()
export class PlanEdits {
  constructor(
    private readonly runs: RunsRepository,
    private readonly units: UnitsOfWork,
    private readonly workflow: WorkflowService,
    private readonly config: OrchestratorConfig,
  ) {}

  /**
   * Makes the next version of a plan, if it is still at the one that the person has seen. The same edit asked for
   * again finds what it has made.
   */
  async revise(id: RunId, { version, ...edit }: RevisePlan & { version: number }): Promise<PlanView> {
    const digest = createHash('sha256')
      .update(canonicalJson({ version, ...edit }))
      .digest('hex');
    return this.units.run(
      async (work) => {
        const change = await this.runs.lock(work.manager, id);
        if (change === undefined) throw new RunNotFoundError(id);
        if (hasMade(change, version, digest)) return planOf(change);
        revisePlan(change, { version, edit, digest, maxTasks: this.config.planMaxTasks });
        await this.workflow.commit(work, change);
        return planOf(change);
      },
      () => ['runs.revise'],
    );
  }
}

const hasMade = ({ run }: RunChange, version: number, digest: string): boolean =>
  run.planVersion === version + 1 && run.planEdit?.digest === digest;

function planOf(change: RunChange): PlanView {
  const { run, tasks } = change;
  return Object.assign(new PlanView(), {
    runId: run.id,
    version: planVersionOf(change),
    createdAt: new Date(run.planEdit?.revisedAt ?? change.now).toISOString(),
    reason: run.planEdit?.reason ?? null,
    tasks: tasks.map((task) => task.plan),
  });
}
