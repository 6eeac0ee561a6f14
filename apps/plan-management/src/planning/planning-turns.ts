import { Inject, Injectable } from '@nestjs/common';
import type { RunId } from '@throughline/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { PlanningTurnEntity } from './planning-turn.entity.js';

export type NewTurn = Omit<PlanningTurnEntity, 'createdAt'>;

/** The model's answers so far, in the database. */
@Injectable()
export class PlanningTurns {
  constructor(@Inject(DataSource) private readonly database: DataSource) {}

  of(runId: RunId, manager: EntityManager = this.database.manager): Promise<PlanningTurnEntity[]> {
    return manager.find(PlanningTurnEntity, { where: { runId }, order: { turn: 'ASC' } });
  }

  /**
   * Keeps an answer and returns the one that counts. A worker whose lease was lost may have asked as well:
   * the answer that was stored first counts for both.
   */
  async keep(turn: NewTurn): Promise<PlanningTurnEntity> {
    await this.#turns.createQueryBuilder().insert().values(turn).orIgnore().execute();
    return this.#turns.findOneByOrFail({ runId: turn.runId, turn: turn.turn });
  }

  get #turns() {
    return this.database.getRepository(PlanningTurnEntity);
  }
}
