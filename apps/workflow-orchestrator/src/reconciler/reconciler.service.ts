import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { RunId } from '@throughline/contracts';
import { isDatabaseUnavailable, UnitsOfWork } from '@throughline/persistence';
import { getLogger, withoutTracing } from '@throughline/tracing';
import { OtelMethodCounter } from 'nestjs-otel';
import { DataSource } from 'typeorm';
import { OrchestratorConfig } from '../config.js';
import { actOnOverdue } from '../workflow/overdue.js';
import { WorkflowService } from '../workflow/workflow.service.js';

const PAGE = 50;

const OVERDUE = `
  SELECT id FROM runs
   WHERE finished_at IS NULL AND (deadline <= now() OR step_deadline <= now())
  UNION
  SELECT t.run_id AS id FROM tasks t JOIN runs r ON r.id = t.run_id AND r.finished_at IS NULL
   WHERE t.state NOT IN ('done', 'failed', 'cancelled') AND (t.deadline IS NULL OR t.deadline <= now())
   LIMIT $1`;

/** Nothing waits for ever: what is overdue is asked for again, or ended. */
@Injectable()
export class Reconciler implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = getLogger('reconciler');
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;

  constructor(
    private readonly source: DataSource,
    private readonly units: UnitsOfWork,
    private readonly workflow: WorkflowService,
    private readonly config: OrchestratorConfig,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.look();
    }, this.config.reconcileIntervalMs);
  }

  /** Early: what it publishes must still be sent. */
  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  private look(): void {
    this.looking ??= withoutTracing(() => this.reconcile())
      .catch((error: unknown) => {
        this.log.warn({ err: error }, 'overdue work could not be looked for');
      })
      .finally(() => {
        this.looking = undefined;
      });
  }

  private async reconcile(): Promise<void> {
    const overdue = await this.source.query<{ id: RunId }[]>(OVERDUE, [PAGE]);
    for (const { id } of overdue) await this.act(id);
  }

  /** A run that cannot be dealt with holds up no other. */
  @OtelMethodCounter({
    name: 'workflow_overdue_runs_total',
    description: 'Overdue runs that were dealt with',
  })
  private async act(id: RunId): Promise<void> {
    try {
      await this.units.run((work) => this.workflow.apply(work, id, actOnOverdue));
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      this.log.error({ err: error, runId: id }, 'an overdue run could not be dealt with');
    }
  }
}
