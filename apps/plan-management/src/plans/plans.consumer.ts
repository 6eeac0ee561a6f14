import { Controller, Inject } from '@nestjs/common';
import { PlanCancel, PlanCreate } from '@throughline/contracts';
import { Jobs } from '@throughline/jobs';
import { Consumes } from '@throughline/messaging';
import { UnitOfWork } from '@throughline/persistence';
import { PLAN_JOB } from '../planning/plan.job.js';

/** Commands of the orchestrator become work, or end it. */
@Controller()
export class PlansConsumer {
  constructor(@Inject(Jobs) private readonly jobs: Jobs) {}

  @Consumes(PlanCreate)
  async onPlanCreate(command: PlanCreate, work: UnitOfWork): Promise<void> {
    const { runId } = command;
    await this.jobs.enqueue(work, { kind: PLAN_JOB, key: runId, runId, payload: command });
  }

  @Consumes(PlanCancel)
  async onPlanCancel({ runId }: PlanCancel, work: UnitOfWork): Promise<void> {
    await this.jobs.cancel(work, PLAN_JOB, runId);
  }
}
