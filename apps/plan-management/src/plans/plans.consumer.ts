import { Controller, Inject } from '@nestjs/common';
import { PlanCancel, PlanCreate, PlanFailed, PlanReady, PlanRevise } from '@throughline/contracts';
import { Jobs } from '@throughline/jobs';
import { Consumes } from '@throughline/messaging';
import { UnitOfWork } from '@throughline/persistence';
import { planCancelled } from '../planning/plan-failure.js';
import { PLAN_JOB } from '../planning/plan.job.js';
import { PlanningTurns } from '../planning/planning-turns.js';
import { usageOf } from '../planning/usage.js';
import { PlanRevisions } from '../revisions/plan-revisions.js';

/** Commands of the orchestrator become work, or end it. */
@Controller()
export class PlansConsumer {
  constructor(
    @Inject(Jobs) private readonly jobs: Jobs,
    @Inject(PlanningTurns) private readonly turns: PlanningTurns,
    @Inject(PlanRevisions) private readonly revisions: PlanRevisions,
  ) {}

  @Consumes(PlanCreate)
  async onPlanCreate(command: PlanCreate, work: UnitOfWork): Promise<void> {
    const { runId } = command;
    const job = { kind: PLAN_JOB, key: runId, runId, payload: command };
    await this.jobs.enqueue(work, job, [PlanReady, PlanFailed]);
  }

  @Consumes(PlanCancel)
  async onPlanCancel({ runId }: PlanCancel, work: UnitOfWork): Promise<void> {
    const { state } = await this.jobs.revoke(work, { kind: PLAN_JOB, key: runId, runId });
    if (state !== 'revoked') return;
    // Nobody works on it, so that nobody else would say that it has ended; it may have been worked on before.
    const usage = usageOf(await this.turns.of(runId, work.manager));
    work.publish(new PlanFailed({ runId, ...planCancelled(), usage }));
  }

  @Consumes(PlanRevise)
  async onPlanRevise(command: PlanRevise, work: UnitOfWork): Promise<void> {
    await this.revisions.keep(command, work);
  }
}
