import { Injectable } from '@nestjs/common';
import { CreateRun, type RunId } from '@throughline/contracts';
import { isDatabaseUnavailable } from '@throughline/persistence';
import { withDeadline } from '@throughline/resilience';
import { getLogger, restoreContext, runContext, traceAsyncOperation } from '@throughline/tracing';
import { type Link, trace } from '@throughline/tracing/api';
import { plainToInstance } from 'class-transformer';
import { DataSource, LessThanOrEqual } from 'typeorm';
import { DerivedSpans } from '../derived-spans/derived-spans.service.js';
import { isFinalRefusal } from '../runs/refusal.js';
import { RunsService } from '../runs/runs.service.js';
import { Firing } from './firing.entity.js';
import { nextStep } from './retry-creation.js';
import { ScheduleClock } from './schedule-clock.js';
import { Schedule } from './schedule.entity.js';

const TRY_MS = 90_000;
/** Then another try may begin, for its process may have been killed. One that only takes long is no harm: both make the same run. */
const LEASE_MS = 30_000;

const TAKE = `
  UPDATE firings SET tries = tries + 1, next_try_at = $2
   WHERE (schedule_id, due_at) = (
     SELECT schedule_id, due_at FROM firings
      WHERE state = 'claimed' AND next_try_at <= $1
      ORDER BY next_try_at LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING schedule_id AS "scheduleId", due_at AS "dueAt"`;

/** Makes the runs of claimed times, as `POST /v1/runs` would: the id is the key under which trying again is safe. */
@Injectable()
export class ScheduledRuns {
  private readonly log = getLogger('schedules');

  constructor(
    private readonly source: DataSource,
    private readonly runs: RunsService,
    private readonly spans: DerivedSpans,
    private readonly clock: ScheduleClock,
  ) {}

  /** Whether the run of any claimed time is to be tried. */
  areWaiting(now: Date): Promise<boolean> {
    return this.source.manager.existsBy(Firing, { state: 'claimed', nextTryAt: LessThanOrEqual(now) });
  }

  /** Tries to make the run of one claimed time. @returns whether there was one */
  async createOne(): Promise<boolean> {
    const now = await this.clock.now();
    const [[taken]] = await this.source.query<[Pick<Firing, 'scheduleId' | 'dueAt'>[]]>(TAKE, [
      now,
      new Date(now.getTime() + LEASE_MS),
    ]);
    if (taken === undefined) return false;
    const { manager } = this.source;
    const firing = await manager.findOneBy(Firing, { scheduleId: taken.scheduleId, dueAt: taken.dueAt });
    const schedule = await manager.findOneBy(Schedule, { id: taken.scheduleId });
    // Removed in between: then there is nothing to do.
    if (firing?.runId != null && schedule !== null) await this.create(firing, firing.runId, schedule);
    return true;
  }

  private async create(firing: Firing, runId: RunId, schedule: Schedule): Promise<void> {
    try {
      await withDeadline(Date.now() + TRY_MS, () => this.inTrace(firing, runId, schedule));
    } catch (error) {
      return this.failed(firing, runId, error);
    }
    await this.note(firing, { state: 'created', reason: null, nextTryAt: null });
  }

  /** In the run's trace, linked to the claim, which is in one of its own. */
  private async inTrace(firing: Firing, runId: RunId, schedule: Schedule): Promise<void> {
    const { id, name } = schedule;
    const origin = { id, name, dueAt: firing.dueAt.toISOString() };
    await traceAsyncOperation(
      'workflow_orchestrator.create_scheduled_run',
      { 'throughline.schedule.name': name, 'throughline.schedule.try': firing.tries },
      () => this.runs.create(runId, plainToInstance(CreateRun, schedule.run), origin),
      { context: runContext(runId), links: linksTo(firing) },
    );
  }

  private async failed(firing: Firing, runId: RunId, error: unknown): Promise<void> {
    if (isDatabaseUnavailable(error)) throw error;
    const step = nextStep(firing, error, await this.clock.now());
    this.log.warn({ err: error, runId, state: step.state }, 'the run of a schedule could not be made');
    // Only now is it sure that nothing comes of it. What was refused for good has got its root already.
    if (step.state === 'failed' && !isFinalRefusal(error)) await this.spans.exportRefused(runId, error);
    await this.note(firing, step);
  }

  private async note(
    { scheduleId, dueAt, tries }: Firing,
    change: Pick<Firing, 'state' | 'reason' | 'nextTryAt'>,
  ): Promise<void> {
    // A later try has its own word.
    await this.source.manager.update(Firing, { scheduleId, dueAt, tries, state: 'claimed' }, change);
  }
}

function linksTo({ trace: carrier }: Firing): Link[] {
  const claim = trace.getSpanContext(restoreContext(carrier));
  return claim === undefined ? [] : [{ context: claim }];
}
