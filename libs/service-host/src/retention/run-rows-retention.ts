import type { Provider } from '@nestjs/common';
import { KeptRuns } from '@throughline/contracts';
import { Retention } from '@throughline/persistence';
import { ServiceClient } from '@throughline/service-client';
import { DataSource } from 'typeorm';

const BATCH = 1000;

/** Replicas share the work: what another one is deleting is passed over. */
const forgetOf = (table: string): string => `
  DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM ${table} WHERE run_id < $1 AND run_id <> ALL ($2) LIMIT $3 FOR UPDATE SKIP LOCKED))`;

/**
 * Forgets what a service holds of runs that the orchestrator has forgotten, and nothing of any other: of a run that
 * people have paused for a year, the fences of its workers are still needed.
 */
export class RunRowsRetention extends Retention {
  /** @param tables names from the code, each with a column `run_id` */
  constructor(
    private readonly source: DataSource,
    private readonly client: ServiceClient,
    readonly tables: readonly string[],
  ) {
    super({ what: 'rows of forgotten runs', batchSize: BATCH, forget: (limit) => this.forget(limit) });
  }

  /** Asks again for each batch: an answer is as old as the request. */
  private async forget(limit: number): Promise<number> {
    const { before, kept } = await this.client.get('workflow-orchestrator', '/internal/runs/kept', KeptRuns);
    let most = 0;
    for (const table of this.tables) {
      const [, count] = await this.source.query<[unknown, number]>(forgetOf(table), [before, kept, limit]);
      most = Math.max(most, count);
    }
    return most;
  }
}

/** Has these tables forget the runs that the orchestrator has forgotten. Each has a column `run_id`. */
export const runRowsRetention = (...tables: readonly string[]): Provider => ({
  provide: RunRowsRetention,
  inject: [DataSource, ServiceClient],
  useFactory: (source: DataSource, client: ServiceClient) => new RunRowsRetention(source, client, tables),
});
