import { Injectable } from '@nestjs/common';
import { type UnitOfWork, UnitsOfWork } from '@throughline/persistence';
import { captureContext, traceAsyncOperation } from '@throughline/tracing';
import { ROOT_CONTEXT } from '@throughline/tracing/api';
import { type EntityManager, DataSource, LessThanOrEqual } from 'typeorm';
import { claimedFirings, type Ongoing } from './claimed-firings.js';
import { CronTimes } from './cron-times.js';
import { dueTimes, MAX_MADE_UP } from './due-times.js';
import { Firing } from './firing.entity.js';
import { ScheduleClock } from './schedule-clock.js';
import { Schedule } from './schedule.entity.js';

/** Firings of a schedule that are kept once they are over. */
const KEPT_FIRINGS = 100;

const ONGOING = `
  SELECT min(f.run_id::text) AS run, count(*) FILTER (WHERE f.state = 'claimed')::int AS open
    FROM firings f LEFT JOIN runs r ON r.id = f.run_id
   WHERE f.schedule_id = $1
     AND (f.state = 'claimed' OR (f.state = 'created' AND r.id IS NOT NULL AND r.finished_at IS NULL))`;

const FORGET = `
  DELETE FROM firings f
   WHERE f.schedule_id = $1 AND f.state <> 'claimed'
     AND f.due_at < (SELECT due_at FROM firings WHERE schedule_id = $1 ORDER BY due_at DESC OFFSET ${String(KEPT_FIRINGS)} LIMIT 1)
     AND NOT EXISTS (SELECT FROM runs r WHERE r.id = f.run_id AND r.finished_at IS NULL)`;

/** Claims the times that have come: each once, however many replicas look. */
@Injectable()
export class ScheduleClaims {
  constructor(
    private readonly source: DataSource,
    private readonly units: UnitsOfWork,
    private readonly clock: ScheduleClock,
  ) {}

  /** Whether the time of any schedule has come. */
  areDue(now: Date): Promise<boolean> {
    return this.source.manager.existsBy(Schedule, { nextAt: LessThanOrEqual(now) });
  }

  /** Claims what is due of one schedule, in a trace of its own. @returns the claimed times, or undefined for none */
  async claimOne(): Promise<Firing[] | undefined> {
    return traceAsyncOperation(
      'workflow_orchestrator.claim_schedule',
      {},
      async (span) => {
        const now = await this.clock.now();
        const claimed = await this.units.run(
          (work) => this.claim(work, now),
          () => ['schedules.claim'],
        );
        if (claimed === undefined) return undefined;
        span.setAttribute('throughline.schedule.name', claimed.schedule.name);
        return claimed.firings;
      },
      { context: ROOT_CONTEXT },
    );
  }

  private async claim(
    { manager }: UnitOfWork,
    now: Date,
  ): Promise<{ schedule: Schedule; firings: Firing[] } | undefined> {
    const schedule = await manager.findOne(Schedule, {
      where: { nextAt: LessThanOrEqual(now) },
      order: { nextAt: 'ASC' },
      lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
    });
    if (schedule === null || schedule.nextAt === null) return undefined;
    const { nextAt, passed } = times(schedule, schedule.nextAt, now);
    const claim = { schedule, due: dueTimes(passed, schedule.missed, now), now, trace: captureContext() };
    const firings = claimedFirings(claim, await ongoing(manager, schedule.id));
    // A clock that was set back brings times again that have come before.
    await manager.createQueryBuilder().insert().into(Firing).values(firings).orIgnore().execute();
    await manager.update(Schedule, { id: schedule.id }, { nextAt });
    await manager.query(FORGET, [schedule.id]);
    return { schedule, firings };
  }
}

function times({ cron, timeZone }: Schedule, from: Date, now: Date): { nextAt: Date | null; passed: Date[] } {
  const all = new CronTimes(cron, timeZone);
  // One more than is made up for, so that it is seen when some are not.
  return { nextAt: all.after(now), passed: all.between(from, now, MAX_MADE_UP + 1) };
}

async function ongoing(manager: EntityManager, scheduleId: string): Promise<Ongoing> {
  const [row] = await manager.query<Ongoing[]>(ONGOING, [scheduleId]);
  return row ?? { run: null, open: 0 };
}
