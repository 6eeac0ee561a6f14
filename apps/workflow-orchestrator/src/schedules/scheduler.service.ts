import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { getLogger, withoutTracing } from '@throughline/tracing';
import { OrchestratorConfig } from '../config.js';
import { ScheduleClock } from './schedule-clock.js';
import { ScheduleClaims } from './schedule-claims.service.js';
import { ScheduledRuns } from './scheduled-runs.service.js';

/** In one look at most; what is left waits for the next one, or for another replica. */
const MAX_PER_LOOK = 100;
/** Runs that one replica makes at a time. */
const CREATORS = 4;

/** Looks for times that have come, and for runs that are to be made for them. */
@Injectable()
export class Scheduler implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = getLogger('schedules');
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private isStopped = false;

  constructor(
    private readonly claims: ScheduleClaims,
    private readonly runs: ScheduledRuns,
    private readonly clock: ScheduleClock,
    private readonly config: OrchestratorConfig,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.looking ??= withoutTracing(() => this.look())
        .catch((error: unknown) => {
          this.log.warn({ err: error }, 'schedules could not be looked at');
        })
        .finally(() => {
          this.looking = undefined;
        });
    }, this.config.scheduleIntervalMs);
  }

  /** Early: what it publishes must still be sent. */
  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    this.isStopped = true;
    await this.looking;
  }

  /** Claims what is due and makes the runs. */
  async look(): Promise<void> {
    const now = await this.clock.now();
    if (await this.claims.areDue(now)) await this.claimAll();
    if (await this.runs.areWaiting(now))
      await Promise.all(Array.from({ length: CREATORS }, () => this.createAll()));
  }

  private async claimAll(): Promise<void> {
    for (let i = 0; i < MAX_PER_LOOK && !this.isStopped; i += 1)
      if ((await this.claims.claimOne()) === undefined) return;
  }

  private async createAll(): Promise<void> {
    for (let i = 0; i < MAX_PER_LOOK && !this.isStopped; i += 1) if (!(await this.runs.createOne())) return;
  }
}
