import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { CreateRun, type CreateSchedule, ScheduleList, type ScheduleView } from '@throughline/contracts';
import { UnitsOfWork } from '@throughline/persistence';
import { plainToInstance } from 'class-transformer';
import { DataSource, type EntityManager } from 'typeorm';
import { canonicalJson } from '../runs/canonical-json.js';
import { Preflight } from '../runs/preflight.service.js';
import { CronTimes } from './cron-times.js';
import { Firing } from './firing.entity.js';
import { ScheduleClock } from './schedule-clock.js';
import { Schedule } from './schedule.entity.js';
import { ScheduleNameTakenError, ScheduleNotFoundError, TooManySchedulesError } from './schedule.errors.js';
import { scheduleView } from './schedule-view.js';

export const MAX_SCHEDULES = 1000;
const SHOWN_FIRINGS = 20;

const LAST_FIRINGS = `
  SELECT DISTINCT ON (schedule_id) schedule_id AS "scheduleId", due_at AS "dueAt", state, run_id AS "runId", reason, tries
    FROM firings ORDER BY schedule_id, due_at DESC`;

@Injectable()
export class SchedulesService {
  constructor(
    private readonly source: DataSource,
    private readonly units: UnitsOfWork,
    private readonly preflight: Preflight,
    private readonly clock: ScheduleClock,
  ) {}

  /** Stores a schedule whose run could be made now, or finds the one that the same request made before. */
  async create(request: CreateSchedule): Promise<ScheduleView> {
    const times = new CronTimes(request.cron, request.timeZone);
    const known = await this.source.manager.findOneBy(Schedule, { name: request.name });
    if (known !== null) return this.again(known, request);
    await this.preflight.resolve(plainToInstance(CreateRun, request.run));
    const now = await this.clock.now();
    const schedule = newSchedule(request, now, times.after(now));
    await this.units.run(
      ({ manager }) => insert(manager, schedule),
      () => ['schedules.create'],
    );
    return this.again(await this.get(request.name), request);
  }

  async list(): Promise<ScheduleList> {
    const { manager } = this.source;
    const schedules = await manager.find(Schedule, { order: { name: 'ASC' } });
    const last = await manager.query<Firing[]>(LAST_FIRINGS);
    const views = schedules.map((schedule) =>
      scheduleView(
        schedule,
        last.filter(({ scheduleId }) => scheduleId === schedule.id),
      ),
    );
    return Object.assign(new ScheduleList(), { schedules: views });
  }

  /** @throws {ScheduleNotFoundError} */
  async view(name: string): Promise<ScheduleView> {
    const schedule = await this.get(name);
    return scheduleView(schedule, await this.firingsOf(schedule));
  }

  /** What waits to be made of it goes with it; runs that were made stay. @throws {ScheduleNotFoundError} */
  async remove(name: string): Promise<ScheduleView> {
    const view = await this.view(name);
    await this.source.manager.delete(Schedule, { id: view.id });
    return view;
  }

  async pause(name: string): Promise<ScheduleView> {
    await this.source.manager.update(Schedule, { name }, { nextAt: null });
    return this.view(name);
  }

  /** What would have come in between was not missed. Not paused: nothing happens. */
  async resume(name: string): Promise<ScheduleView> {
    const now = await this.clock.now();
    await this.units.run(
      async ({ manager }) => {
        const schedule = await manager.findOne(Schedule, {
          where: { name },
          lock: { mode: 'pessimistic_write' },
        });
        if (schedule === null) throw new ScheduleNotFoundError(name);
        if (schedule.nextAt !== null) return;
        const nextAt = new CronTimes(schedule.cron, schedule.timeZone).after(now);
        await manager.update(Schedule, { id: schedule.id }, { nextAt });
      },
      () => ['schedules.resume'],
    );
    return this.view(name);
  }

  private async again(schedule: Schedule, request: CreateSchedule): Promise<ScheduleView> {
    if (definitionOf(schedule) !== definitionOf(withDefaults(request)))
      throw new ScheduleNameTakenError(request.name);
    return scheduleView(schedule, await this.firingsOf(schedule));
  }

  private async get(name: string): Promise<Schedule> {
    const schedule = await this.source.manager.findOneBy(Schedule, { name });
    if (schedule === null) throw new ScheduleNotFoundError(name);
    return schedule;
  }

  private firingsOf({ id }: Schedule): Promise<Firing[]> {
    return this.source.manager.find(Firing, {
      where: { scheduleId: id },
      order: { dueAt: 'DESC' },
      take: SHOWN_FIRINGS,
    });
  }
}

async function insert(manager: EntityManager, schedule: Schedule): Promise<void> {
  if ((await manager.count(Schedule)) >= MAX_SCHEDULES) throw new TooManySchedulesError(MAX_SCHEDULES);
  await manager.createQueryBuilder().insert().into(Schedule).values(schedule).orIgnore().execute();
}

type Definition = Pick<Schedule, 'cron' | 'timeZone' | 'missed' | 'overlap' | 'run'>;

const withDefaults = ({ cron, timeZone, missed, overlap, run }: CreateSchedule): Definition => ({
  ...{ cron, timeZone, run },
  missed: missed ?? 'once',
  overlap: overlap ?? 'skip',
});

const definitionOf = ({ cron, timeZone, missed, overlap, run }: Definition): string =>
  canonicalJson({ cron, timeZone, missed, overlap, run });

const newSchedule = (request: CreateSchedule, createdAt: Date, nextAt: Date | null): Schedule =>
  Object.assign(new Schedule(), {
    id: randomUUID(),
    name: request.name,
    ...withDefaults(request),
    createdAt,
    nextAt,
  });
