import { Injectable } from '@nestjs/common';
import type { RunId } from '@throughline/contracts';
import { asDatabaseError, UnitsOfWork } from '@throughline/persistence';
import { DataSource, type FindOptionsWhere, In, MoreThanOrEqual } from 'typeorm';
import { Discard, EVERY_TASK } from './discard.entity.js';
import type { AttemptKey, WorkspaceFilter } from './workspaces.repository.js';

/** The largest number that the column holds. */
const EVERY_ATTEMPT = 2 ** 31 - 1;

const MARK = `
  INSERT INTO discards AS known (run_id, task_id, up_to) VALUES ($1, $2, $3)
  ON CONFLICT (run_id, task_id) DO UPDATE SET up_to = greatest(known.up_to, excluded.up_to)`;

/** Remembers what was discarded, for workers that come after it. */
@Injectable()
export class DiscardMarks {
  constructor(
    private readonly dataSource: DataSource,
    private readonly units: UnitsOfWork,
  ) {}

  async add({ runId, taskId, upTo }: WorkspaceFilter): Promise<void> {
    await this.units.run(
      ({ manager }) => manager.query(MARK, [runId, taskId ?? EVERY_TASK, upTo ?? EVERY_ATTEMPT]),
      () => ['discards.mark'],
    );
  }

  /** Whether all that a run may ever have is discarded. */
  async coverRun(runId: RunId): Promise<boolean> {
    return this.exists({ runId, taskId: EVERY_TASK, upTo: EVERY_ATTEMPT });
  }

  async cover({ runId, taskId, attempt }: AttemptKey): Promise<boolean> {
    return this.exists({ runId, taskId: In([taskId, EVERY_TASK]), upTo: MoreThanOrEqual(attempt) });
  }

  private async exists(where: FindOptionsWhere<Discard>): Promise<boolean> {
    try {
      return await this.dataSource.getRepository(Discard).existsBy(where);
    } catch (error) {
      throw asDatabaseError(error);
    }
  }
}
