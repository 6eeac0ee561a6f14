import { Injectable, type OnModuleInit } from '@nestjs/common';
import { getLogger, withoutTracing } from '@throughline/tracing';
import { MetricService } from 'nestjs-otel';
import { DataSource } from 'typeorm';
import { OrchestratorConfig } from '../config.js';
import { MISSED_LOOKS } from './stuck-work.js';

/** Unfinished tasks, and steps of runs that no task stands for, whose deadline is missing or overdue. */
const STUCK = `
  SELECT (SELECT count(*) FROM tasks t JOIN runs r ON r.id = t.run_id AND r.finished_at IS NULL
           WHERE t.state NOT IN ('done', 'failed', 'cancelled')
             AND (t.deadline IS NULL OR t.deadline < now() - $1 * interval '1 ms'))
       + (SELECT count(*) FROM runs
           WHERE finished_at IS NULL
             AND (step_deadline < now() - $1 * interval '1 ms'
                  OR (step_deadline IS NULL
                      AND state IN ('accepted', 'planning', 'awaiting_approval', 'cancelling')))) AS count`;

/** The proof that nothing is stuck: a number that must be 0, counted when somebody asks. */
@Injectable()
export class StuckWork implements OnModuleInit {
  private readonly log = getLogger('stuck-work');

  constructor(
    private readonly source: DataSource,
    private readonly config: OrchestratorConfig,
    private readonly metrics: MetricService,
  ) {}

  onModuleInit(): void {
    this.metrics
      .getObservableGauge('throughline_stuck_work', {
        description:
          'Unfinished work whose deadline is missing or overdue; must be 0, each replica counts all',
      })
      .addCallback(async (result) => {
        const count = await this.count().catch((error: unknown) => {
          this.log.warn({ err: error }, 'stuck work could not be counted');
          return undefined;
        });
        if (count !== undefined) result.observe(count);
      });
  }

  /** Overdue work is not stuck while the reconciler could not have seen to it. */
  get allowanceMs(): number {
    return MISSED_LOOKS * this.config.reconcileIntervalMs;
  }

  async count(): Promise<number> {
    const [row] = await withoutTracing(() =>
      this.source.query<{ count: string }[]>(STUCK, [this.allowanceMs]),
    );
    return Number(row?.count ?? 0);
  }
}
