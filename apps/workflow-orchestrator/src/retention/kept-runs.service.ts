import { Injectable } from '@nestjs/common';
import { type KeptRuns, lowestRunIdAt, MAX_KEPT_RUNS, type RunId } from '@throughline/contracts';
import { asDatabaseError } from '@throughline/persistence';
import { DataSource } from 'typeorm';
import { OrchestratorConfig } from '../config.js';

const DAY_MS = 86_400_000;

/** Which runs of long ago are kept: those that have not ended, or not long ago. */
@Injectable()
export class KeptRunsService {
  constructor(
    private readonly source: DataSource,
    private readonly config: OrchestratorConfig,
  ) {}

  async keptRuns(): Promise<KeptRuns> {
    const { retentionDays } = this.config;
    // Whatever began later than this has not ended so long ago that it is forgotten.
    const end = lowestRunIdAt(retentionDays === 0 ? 0 : Date.now() - retentionDays * DAY_MS);
    const ids = await this.idsBefore(end);
    return { before: ids[MAX_KEPT_RUNS] ?? end, kept: ids.slice(0, MAX_KEPT_RUNS) };
  }

  private async idsBefore(end: RunId): Promise<RunId[]> {
    try {
      const rows = await this.source.query<{ id: RunId }[]>(
        'SELECT id FROM runs WHERE id < $1 ORDER BY id LIMIT $2',
        [end, MAX_KEPT_RUNS + 1],
      );
      return rows.map(({ id }) => id);
    } catch (error) {
      throw asDatabaseError(error);
    }
  }
}
