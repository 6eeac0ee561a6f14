import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { RegularLook } from '@throughline/jobs/regular-look';
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
  private readonly looks: RegularLook;

  constructor(
    private readonly claims: ScheduleClaims,
    private readonly runs: ScheduledRuns,
    private readonly clock: ScheduleClock,
    { scheduleIntervalMs }: OrchestratorConfig,
  ) {
    this.looks = new RegularLook({
      everyMs: scheduleIntervalMs,
      look: (signal) => this.look(signal),
      logger: 'schedules',
      failure: 'schedules could not be looked at',
    });
  }

  onApplicationBootstrap(): void {
    this.looks.start();
  }

  /** Early: what it publishes must still be sent. */
  onModuleDestroy(): Promise<void> {
    return this.looks.stop();
  }

  /** Claims what is due and makes the runs. */
  private async look(signal: AbortSignal): Promise<void> {
    const now = await this.clock.now();
    if (await this.claims.areDue(now)) await this.claimAll(signal);
    if (await this.runs.areWaiting(now))
      await Promise.all(Array.from({ length: CREATORS }, () => this.createAll(signal)));
  }

  private async claimAll(signal: AbortSignal): Promise<void> {
    for (let i = 0; i < MAX_PER_LOOK && !signal.aborted; i += 1)
      if ((await this.claims.claimOne()) === undefined) return;
  }

  private async createAll(signal: AbortSignal): Promise<void> {
    for (let i = 0; i < MAX_PER_LOOK && !signal.aborted; i += 1) if (!(await this.runs.createOne())) return;
  }
}
