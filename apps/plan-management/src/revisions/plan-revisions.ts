import { Inject, Injectable } from '@nestjs/common';
import type { PlanRevise, RunId } from '@throughline/contracts';
import type { UnitOfWork } from '@throughline/persistence';
import { DataSource } from 'typeorm';
import { PlanEntity } from '../plans/plan.entity.js';

/** A version counts once all before it are there: messages may overtake each other when the broker goes away. */
const WHOLE = `
  SELECT version, tasks, reason, created_at AS "createdAt"
    FROM (SELECT *, row_number() OVER (ORDER BY version) AS place FROM plans WHERE run_id = $1) AS known
   WHERE version = place`;

export type KnownVersion = Pick<PlanEntity, 'version' | 'tasks' | 'reason' | 'createdAt'>;

/** The versions of plans: the first from planning, the others from people, by way of the orchestrator. */
@Injectable()
export class PlanRevisions {
  constructor(@Inject(DataSource) private readonly database: DataSource) {}

  /** The orchestrator has decided already that there is this version, and says so as often as it likes. */
  async keep(revision: PlanRevise, work: UnitOfWork): Promise<void> {
    const { runId, planVersion: version, tasks, reason, revisedAt } = revision;
    await work.manager
      .createQueryBuilder()
      .insert()
      .into(PlanEntity)
      .values({ runId, version, tasks, reason, createdAt: new Date(revisedAt) })
      .orIgnore()
      .execute();
  }

  async newest(runId: RunId): Promise<KnownVersion | undefined> {
    const [newest] = await this.database.query<KnownVersion[]>(`${WHOLE} ORDER BY version DESC LIMIT 1`, [
      runId,
    ]);
    return newest;
  }

  async find(runId: RunId, version: number): Promise<KnownVersion | undefined> {
    const [found] = await this.database.query<KnownVersion[]>(`${WHOLE} AND version = $2`, [runId, version]);
    return found;
  }

  /** From the first on. */
  all(runId: RunId): Promise<KnownVersion[]> {
    return this.database.query<KnownVersion[]>(`${WHOLE} ORDER BY version`, [runId]);
  }
}
