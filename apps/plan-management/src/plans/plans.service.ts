import { Inject, Injectable } from '@nestjs/common';
import { type PlanView, runIdFrom } from '@throughline/contracts';
import { DataSource } from 'typeorm';
import { PlanEntity } from './plan.entity.js';
import { PlanNotFoundError } from './plan.errors.js';

@Injectable()
export class PlansService {
  constructor(@Inject(DataSource) private readonly database: DataSource) {}

  /** The newest version of a run's plan. @throws {PlanNotFoundError} */
  async planOf(run: string): Promise<PlanView> {
    const runId = runIdFrom(run);
    if (runId === undefined) throw new PlanNotFoundError(run);
    const plan = await this.database
      .getRepository(PlanEntity)
      .findOne({ where: { runId }, order: { version: 'DESC' } });
    if (plan === null) throw new PlanNotFoundError(run);
    return { runId, version: plan.version, createdAt: plan.createdAt.toISOString(), tasks: plan.tasks };
  }
}
