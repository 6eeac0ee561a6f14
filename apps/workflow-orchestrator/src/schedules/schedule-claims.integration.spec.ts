import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { CreateRun } from '@throughline/contracts';
import { UnitsOfWork } from '@throughline/persistence';
import { newRun } from '../testing/simulation.js';
import { RunningOrchestrator } from '../testing/running-orchestrator.js';
import { MAX_OPEN } from './claimed-firings.js';
import { CronTimes } from './cron-times.js';
import { Firing } from './firing.entity.js';
import { ScheduleClaims } from './schedule-claims.service.js';
import { ScheduleClock } from './schedule-clock.js';
import { Schedule } from './schedule.entity.js';

// Servers take their time on a busy machine.
jest.setTimeout(60_000);

class SetClock extends ScheduleClock {
  constructor(private time: Date) {
    super();
  }
  set(time: string): void {
    this.time = new Date(time);
  }
  override now(): Promise<Date> {
    return Promise.resolve(this.time);
  }
}

const run: CreateRun = { goal: 'Do it', repository: '/repo' };

describe('the times of schedules', () => {
  const clock = new SetClock(new Date('2026-01-01T00:00Z'));
  let orchestrator: RunningOrchestrator;
  /** As two replicas have them. */
  let claims: ScheduleClaims[];

  beforeAll(async () => {
    // The orchestrator's own scheduler looks by the real clock; it is not to come in between.
    orchestrator = await RunningOrchestrator.start({
      SCHEDULE_INTERVAL_MS: '60000',
      OTEL_TRACES_EXPORTER: 'none',
    });
    const { database } = orchestrator;
    claims = [1, 2].map(() => new ScheduleClaims(database, new UnitsOfWork(database), clock));
  });
  afterAll(async () => {
    await orchestrator.stop();
    await orchestrator.remove();
  });
  afterEach(() => orchestrator.database.query('DELETE FROM schedules'));

  async function scheduled(createdAt: string, more: Partial<Schedule> = {}): Promise<Schedule> {
    const id = randomUUID();
    const at = new Date(createdAt);
    const usual = { cron: '0 * * * *', timeZone: 'UTC', missed: 'all', overlap: 'allow' } as const;
    const schedule = Object.assign(new Schedule(), { id, name: id, createdAt: at, run, ...usual, ...more });
    schedule.nextAt = new CronTimes(schedule.cron, schedule.timeZone).after(at);
    await orchestrator.database.manager.insert(Schedule, schedule);
    return schedule;
  }

  /** Everything that is due is claimed by both at once, as fast as they can. */
  async function claimAll(): Promise<void> {
    const claimed = await Promise.all([...claims, ...claims].map(claimWhileDue));
    expect(claimed.every((count) => count >= 0)).toBe(true);
  }

  async function claimWhileDue(claim: ScheduleClaims): Promise<number> {
    let count = 0;
    while (await claim.areDue(await clock.now())) count += (await claim.claimOne())?.length ?? 0;
    return count;
  }

  const firingsOf = ({ id }: Schedule): Promise<Firing[]> =>
    orchestrator.database.manager.find(Firing, { where: { scheduleId: id }, order: { dueAt: 'ASC' } });

  const shown = async (schedule: Schedule): Promise<string[]> =>
    (await firingsOf(schedule)).map(({ dueAt, state }) => `${dueAt.toISOString().slice(0, 16)} ${state}`);

  it('are claimed once each, however many look at the same moment', async () => {
    const schedules = await Promise.all(Array.from({ length: 8 }, () => scheduled('2026-01-01T00:30Z')));
    for (const hour of ['01', '02', '03']) {
      clock.set(`2026-01-01T${hour}:00:01Z`);
      await claimAll();
    }
    for (const schedule of schedules) {
      const firings = await firingsOf(schedule);
      expect(await shown(schedule)).toEqual(
        ['01', '02', '03'].map((hour) => `2026-01-01T${hour}:00 claimed`),
      );
      expect(new Set(firings.map(({ runId }) => runId)).size).toBe(3);
    }
  });

  it('are not claimed before they have come, nor while the schedule is paused', async () => {
    const [early, paused] = [await scheduled('2026-01-01T00:30Z'), await scheduled('2026-01-01T00:30Z')];
    await orchestrator.database.manager.update(Schedule, { id: paused.id }, { nextAt: null });
    clock.set('2026-01-01T00:59:59Z');
    await claimAll();
    expect(await shown(early)).toEqual([]);
    clock.set('2026-01-01T01:00:00Z');
    await claimAll();
    expect([await shown(early), await shown(paused)]).toEqual([['2026-01-01T01:00 claimed'], []]);
  });

  it.each([
    ['skip', ['2026-01-01T05:00 skipped']],
    ['once', ['2026-01-01T04:00 skipped', '2026-01-01T05:00 claimed']],
    ['all', ['01', '02', '03', '04', '05'].map((hour) => `2026-01-01T${hour}:00 claimed`)],
  ] as const)('that were missed: %s', async (missed, expected) => {
    const schedule = await scheduled('2026-01-01T00:30Z', { missed });
    clock.set('2026-01-01T05:30Z');
    await claimAll();
    expect(await shown(schedule)).toEqual(expected);
    clock.set('2026-01-01T06:00Z');
    await claimAll();
    expect((await shown(schedule)).at(-1)).toBe('2026-01-01T06:00 claimed');
  });

  it('that were missed for a year are made up for within a bound', async () => {
    const schedule = await scheduled('2025-01-01T00:30Z', { cron: '* * * * *' });
    clock.set('2026-01-01T05:30Z');
    await claimAll();
    const states = (await firingsOf(schedule)).map(({ state }) => state);
    expect(states.filter((state) => state === 'claimed')).toHaveLength(10);
    expect(states).toHaveLength(11);
  });

  it('are those of the zone, across a change of its clock', async () => {
    const schedule = await scheduled('2026-03-27T12:00Z', { cron: '30 2 * * *', timeZone: 'Europe/Berlin' });
    for (const day of ['2026-03-28', '2026-03-29', '2026-03-30'])
      for (const time of ['00:31', '01:31']) {
        clock.set(`${day}T${time}Z`);
        await claimAll();
      }
    expect(await shown(schedule)).toEqual([
      '2026-03-28T01:30 claimed',
      '2026-03-29T01:00 claimed',
      '2026-03-30T00:30 claimed',
    ]);
  });

  it('are skipped while a run of the schedule goes on, when it says so', async () => {
    const schedule = await scheduled('2026-01-01T00:30Z', { overlap: 'skip' });
    clock.set('2026-01-01T01:00Z');
    await claimAll();
    clock.set('2026-01-01T02:00Z');
    await claimAll();
    const [first, second] = await firingsOf(schedule);
    expect(second).toMatchObject({ state: 'skipped', runId: null });
    expect(second?.reason).toContain(first?.runId);
    const { manager } = orchestrator.database;
    const made = Object.assign(newRun(), { id: first?.runId, state: 'running' });
    await orchestrator.store(made);
    await manager.update(Firing, { runId: made.id }, { state: 'created', nextTryAt: null });
    clock.set('2026-01-01T03:00Z');
    await claimAll();
    await orchestrator.database.query(`UPDATE runs SET state = 'failed', finished_at = now() WHERE id = $1`, [
      made.id,
    ]);
    clock.set('2026-01-01T04:00Z');
    await claimAll();
    const states = (await firingsOf(schedule)).map(({ state }) => state);
    expect(states).toEqual(['created', 'skipped', 'skipped', 'claimed']);
  });

  it('do not pile up while no run can be made', async () => {
    const schedule = await scheduled('2026-01-01T00:30Z');
    for (let hour = 1; hour <= 13; hour += 1) {
      clock.set(`2026-01-01T${String(hour).padStart(2, '0')}:00Z`);
      await claimAll();
    }
    const states = (await firingsOf(schedule)).map(({ state }) => state);
    expect(states.filter((state) => state === 'claimed')).toHaveLength(MAX_OPEN);
    expect(states.slice(-3)).toEqual(['skipped', 'skipped', 'skipped']);
  });

  it('do not come again when the clock is set back', async () => {
    const schedule = await scheduled('2026-01-01T00:30Z');
    clock.set('2026-01-01T01:00Z');
    await claimAll();
    const before = await firingsOf(schedule);
    await orchestrator.database.manager.update(
      Schedule,
      { id: schedule.id },
      { nextAt: new Date('2026-01-01T01:00Z') },
    );
    await claimAll();
    expect(await firingsOf(schedule)).toEqual(before);
  });

  it('are forgotten once there are many later ones', async () => {
    const schedule = await scheduled('2026-01-01T00:30Z', { overlap: 'allow' });
    await orchestrator.database.query(
      `INSERT INTO firings (schedule_id, due_at, state, tries, claimed_at, trace)
       SELECT $1, timestamptz '2025-01-01' + n * interval '1 hour', 'skipped', 0, now(), '{}' FROM generate_series(1, 150) n`,
      [schedule.id],
    );
    clock.set('2026-01-01T01:00Z');
    await claimAll();
    const kept = await firingsOf(schedule);
    expect(kept).toHaveLength(101);
    expect(kept.at(-1)?.state).toBe('claimed');
  });
});
