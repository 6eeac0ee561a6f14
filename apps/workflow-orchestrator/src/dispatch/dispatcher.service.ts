import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { isDatabaseUnavailable, type UnitOfWork, UnitsOfWork } from '@throughline/persistence';
import { getLogger, withoutTracing } from '@throughline/tracing';
import { RunsRepository } from '../runs/runs.repository.js';
import { startReadyTasks } from '../workflow/scheduling.js';
import { WorkflowService } from '../workflow/workflow.service.js';
import { DispatchSignal } from './dispatch-signal.js';
import { type Grant, shareOut } from './fair-share.js';
import { SlotRows } from './slot-rows.js';

/** Shares slots out to the runs that wait for them, right after the commit that frees or wants one. */
@Injectable()
export class Dispatcher implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = getLogger('dispatcher');
  private dispatching: Promise<void> | undefined;
  private isWoken = false;
  private isStopped = false;

  constructor(
    private readonly rows: SlotRows,
    private readonly runs: RunsRepository,
    private readonly units: UnitsOfWork,
    private readonly workflow: WorkflowService,
    private readonly signal: DispatchSignal,
  ) {}

  onApplicationBootstrap(): void {
    this.signal.onGiven(() => {
      this.wake();
    });
  }

  /** Early: what it publishes must still be sent. */
  async onModuleDestroy(): Promise<void> {
    this.isStopped = true;
    await this.dispatching;
  }

  /** One look at a time; however often it is woken during one, one more follows. */
  private wake(): void {
    this.isWoken = true;
    this.dispatching ??= withoutTracing(() => this.dispatchWhileWoken()).finally(() => {
      this.dispatching = undefined;
    });
  }

  private async dispatchWhileWoken(): Promise<void> {
    while (this.isWoken && !this.isStopped) {
      this.isWoken = false;
      await this.dispatch().catch((error: unknown) => {
        this.log.warn({ err: error }, 'slots could not be shared out; the reconciler has it done again');
      });
    }
  }

  private async dispatch(): Promise<void> {
    const line = await this.rows.line('servable');
    if (line.length === 0) return;
    const room = await this.rows.room([...new Set(line.map(({ repository }) => repository))]);
    for (const grant of shareOut(line, room)) await this.give(grant);
  }

  /** A run that cannot be dealt with holds up no other. */
  private async give(grant: Grant): Promise<void> {
    try {
      await this.units.run(
        (work) => this.start(grant, work),
        () => ['runs.grant'],
      );
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      this.log.error({ err: error, runId: grant.to.runId }, 'a waiting run could not be given its slots');
    }
  }

  /**
   * A run that somebody else has locked is left to them: after their commit this is done again. So is one that has
   * been given slots since the look.
   */
  private async start({ to, slots }: Grant, work: UnitOfWork): Promise<void> {
    const change = await this.runs.tryLock(work.manager, to.runId);
    if (change === undefined || change.run.slotsWantedSince?.getTime() !== to.since) return;
    startReadyTasks(change);
    await this.workflow.commit(work, change, slots);
  }
}
