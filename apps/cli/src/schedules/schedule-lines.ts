import type { FiringView, ScheduleView } from '@throughline/contracts';
import { oneLine, tableText } from '../terminal/table.js';

/** All schedules for people, each with what became of its last time. */
export function scheduleLines(schedules: readonly ScheduleView[]): string[] {
  if (schedules.length === 0) return ['There are no schedules yet.'];
  const rows = schedules.map(({ name, cron, timeZone, nextAt, run, firings: [last] }) => [
    name,
    `${cron} ${timeZone}`,
    nextAt ?? 'paused',
    last === undefined ? '' : `${last.state} ${last.dueAt}`,
    oneLine(run.goal, 40),
  ]);
  return tableText([['NAME', 'WHEN', 'NEXT', 'LAST', 'GOAL'], ...rows]);
}

/** One schedule with its last times. */
export function oneScheduleLines(schedule: ScheduleView): string[] {
  const { name, cron, timeZone, missed, overlap, nextAt, run, firings } = schedule;
  const facts = [
    ['schedule', name],
    ['when', `${cron} in ${timeZone}`],
    ['missed', missed],
    ['overlap', overlap],
    ['next', nextAt ?? 'paused'],
    ['goal', oneLine(run.goal, 100)],
    ['repository', oneLine(run.repository, 200)],
  ];
  const rows = firings.map(({ dueAt, state, runId, reason }: FiringView) => [
    dueAt,
    state,
    runId ?? '',
    oneLine(reason ?? '', 120),
  ]);
  const times = rows.length === 0 ? [] : ['', ...tableText([['TIME', 'STATE', 'RUN', 'REASON'], ...rows])];
  return [...tableText(facts), ...times];
}
