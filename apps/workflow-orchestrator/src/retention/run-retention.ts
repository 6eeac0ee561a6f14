import { Injectable } from '@nestjs/common';
import { Retention } from '@throughline/persistence';
import { DataSource } from 'typeorm';
import { OrchestratorConfig } from '../config.js';

const BATCH = 50;

/** Replicas share the work: what another one is deleting is passed over. Tasks, attempts, events and spans go along. */
const FORGET = `
  DELETE FROM runs WHERE id IN (
    SELECT id FROM runs WHERE finished_at < now() - $1 * interval '1 day'
     ORDER BY finished_at LIMIT $2 FOR UPDATE SKIP LOCKED)`;

/** Forgets runs that ended long ago. Their traces are trace-analyzer's. */
@Injectable()
export class RunRetention extends Retention {
  constructor(source: DataSource, { retentionDays }: OrchestratorConfig) {
    super({
      what: 'runs',
      batchSize: BATCH,
      forget: async (batchSize) => {
        if (retentionDays === 0) return 0;
        const [, count] = await source.query<[unknown, number]>(FORGET, [retentionDays, batchSize]);
        return count;
      },
    });
  }
}
