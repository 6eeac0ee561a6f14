import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { RegularLook } from '@throughline/jobs/regular-look';
import { isDatabaseUnavailable, type UnitOfWork, UnitsOfWork } from '@throughline/persistence';
import { getLogger } from '@throughline/tracing';
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
  private readonly looks = new RegularLook({
    look: (stopped) => this.dispatch(stopped),
    logger: 'dispatcher',
    failure: 'slots could not be shared out; the reconciler has it done again',
  });

  constructor(
    private readonly rows: SlotRows,
    private readonly runs: RunsRepository,
    private readonly units: UnitsOfWork,
    private readonly workflow: WorkflowService,
    private readonly signal: DispatchSignal,
  ) {}

  onApplicationBootstrap(): void {
    this.signal.onGiven(() => {
      this.looks.wake();
    });
  }

  /** Early: what it publishes must still be sent. */
  onModuleDestroy(): Promise<void> {
    return this.looks.stop();
  }

  private async dispatch(stopped: AbortSignal): Promise<void> {
    const line = await this.rows.line('servable');
    if (line.length === 0) return;
    const room = await this.rows.room([...new Set(line.map(({ repository }) => repository))]);
    for (const grant of shareOut(line, room)) {
      // Other replicas share out what is left.
      if (stopped.aborted) return;
      await this.give(grant);
    }
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
