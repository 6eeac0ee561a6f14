import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { RunId } from '@throughline/contracts';
import { RegularLook } from '@throughline/jobs/regular-look';
import { isDatabaseUnavailable, type UnitOfWork, UnitsOfWork } from '@throughline/persistence';
import { getLogger } from '@throughline/tracing';
import { OtelMethodCounter } from 'nestjs-otel';
import { DataSource } from 'typeorm';
import { OrchestratorConfig } from '../config.js';
import { RunDeadLetters } from '../dead-letters/run-dead-letters.js';
import { DispatchSignal } from '../dispatch/dispatch-signal.js';
import { SlotSupply } from '../dispatch/slot-supply.js';
import { RunsRepository } from '../runs/runs.repository.js';
import { lostText } from '../workflow/dead-letters.js';
import { actOnOverdue } from '../workflow/overdue.js';
import { WorkflowService } from '../workflow/workflow.service.js';

const PAGE = 50;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** In the order of ids, a page after the other: runs that cannot be dealt with keep no others from their turn. */
const OVERDUE = `
  SELECT id FROM (
    SELECT id FROM runs
     WHERE finished_at IS NULL
       AND ((deadline <= now() AND (clock_stopped_at IS NULL OR deadline <= clock_stopped_at))
            OR step_deadline <= now())
    UNION
    SELECT t.run_id AS id FROM tasks t JOIN runs r ON r.id = t.run_id AND r.finished_at IS NULL
     WHERE t.state NOT IN ('done', 'failed', 'cancelled') AND (t.deadline IS NULL OR t.deadline <= now())
  ) AS overdue
   WHERE id > $2 ORDER BY id LIMIT $1`;

/** Nothing waits for ever: what is overdue is asked for again, or ended. */
@Injectable()
export class Reconciler implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = getLogger('reconciler');
  private readonly looks: RegularLook;

  constructor(
    private readonly source: DataSource,
    private readonly units: UnitsOfWork,
    private readonly runs: RunsRepository,
    private readonly supply: SlotSupply,
    private readonly signal: DispatchSignal,
    private readonly workflow: WorkflowService,
    private readonly deadLetters: RunDeadLetters,
    { reconcileIntervalMs }: OrchestratorConfig,
  ) {
    this.looks = new RegularLook({
      everyMs: reconcileIntervalMs,
      look: (stopped) => this.reconcile(stopped),
      logger: 'reconciler',
      failure: 'overdue work could not be looked for',
    });
  }

  onApplicationBootstrap(): void {
    this.looks.start();
  }

  /** Early: what it publishes must still be sent. */
  onModuleDestroy(): Promise<void> {
    return this.looks.stop();
  }

  private async reconcile(stopped: AbortSignal): Promise<void> {
    await this.supply.mend();
    this.signal.give();
    for (let after: string | undefined = FIRST_ID; after !== undefined && !stopped.aborted;)
      after = await this.page(after);
  }

  /** @returns the last id, while there may be more */
  private async page(after: string): Promise<string | undefined> {
    const overdue = await this.source.query<{ id: RunId }[]>(OVERDUE, [PAGE, after]);
    for (const { id } of overdue) await this.act(id);
    return overdue.length < PAGE ? undefined : overdue.at(-1)?.id;
  }

  /** A run that cannot be dealt with holds up no other. */
  @OtelMethodCounter({
    name: 'workflow_overdue_runs_total',
    description: 'Overdue runs that were dealt with',
  })
  private async act(id: RunId): Promise<void> {
    try {
      await this.units.run(
        (work) => this.actOn(id, work),
        () => ['runs.overdue'],
      );
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      this.log.error({ err: error, runId: id }, 'an overdue run could not be dealt with');
    }
  }

  /** Whoever has the run locked is dealing with it: another replica's reconciler, or a message. */
  private async actOn(id: RunId, work: UnitOfWork): Promise<void> {
    const change = await this.runs.tryLock(work.manager, id);
    if (change === undefined) return;
    change.lost = lostText(await this.deadLetters.of(work.manager, id));
    actOnOverdue(change);
    await this.workflow.commit(work, change);
  }
}
