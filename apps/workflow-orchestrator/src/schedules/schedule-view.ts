import { FiringView, ScheduleView } from '@throughline/contracts';
import type { Firing } from './firing.entity.js';
import type { Schedule } from './schedule.entity.js';

/** How a schedule is shown to the outside. */
export function scheduleView(schedule: Schedule, firings: readonly Firing[]): ScheduleView {
  const { id, name, cron, timeZone, missed, overlap, run, createdAt, nextAt } = schedule;
  return Object.assign(new ScheduleView(), {
    ...{ id, name, cron, timeZone, missed, overlap, run },
    paused: nextAt === null,
    createdAt: createdAt.toISOString(),
    nextAt: nextAt?.toISOString() ?? null,
    firings: firings.map(firingView),
  });
}

function firingView({ dueAt, state, runId, reason, tries }: Firing): FiringView {
  return Object.assign(new FiringView(), { dueAt: dueAt.toISOString(), state, runId, reason, tries });
}
