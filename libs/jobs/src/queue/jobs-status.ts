import { Injectable } from '@nestjs/common';
import { asDatabaseError } from '@throughline/persistence';
import { withoutTracing } from '@throughline/tracing';
import { DataSource } from 'typeorm';

/** What settling asks of jobs. */
@Injectable()
export class JobsStatus {
  constructor(private readonly dataSource: DataSource) {}

  /** Jobs of the run that wait or run. */
  async unfinishedJobs(runId: string): Promise<number> {
    try {
      const [row] = await withoutTracing(() =>
        this.dataSource.query<{ count: string }[]>(
          `SELECT count(*) FROM jobs WHERE run_id = $1 AND state IN ('queued', 'running')`,
          [runId],
        ),
      );
      return Number(row?.count ?? 0);
    } catch (error) {
      throw asDatabaseError(error);
    }
  }
}
