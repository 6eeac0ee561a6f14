import { describe, expect, it } from '@jest/globals';
import { newRunId, type ScheduleView } from '@throughline/contracts';
import { oneScheduleLines, scheduleLines } from './schedule-lines.js';

const runId = newRunId();
const schedule: ScheduleView = {
  ...{ id: 'x', name: 'nightly', cron: '0 3 * * *', timeZone: 'Europe/Berlin' },
  ...{ missed: 'once', overlap: 'skip', paused: false },
  run: { goal: 'Update the\u001b[2J dependencies', repository: '/repo' },
  createdAt: '2026-01-01T00:00:00.000Z',
  nextAt: '2026-01-03T02:00:00.000Z',
  firings: [{ dueAt: '2026-01-02T02:00:00.000Z', state: 'created', runId, reason: null, tries: 1 }],
};

describe('scheduleLines', () => {
  it('shows when each comes next, and what became of its last time', () => {
    const paused = { ...schedule, name: 'rare', nextAt: null, firings: [] };
    expect(scheduleLines([schedule, paused]).map((line) => line.split(/ {2,}/))).toEqual([
      ['NAME', 'WHEN', 'NEXT', 'LAST', 'GOAL'],
      [
        'nightly',
        '0 3 * * * Europe/Berlin',
        '2026-01-03T02:00:00.000Z',
        'created 2026-01-02T02:00:00.000Z',
        'Update the\ufffd[2J dependencies',
      ],
      ['rare', '0 3 * * * Europe/Berlin', 'paused', 'Update the\ufffd[2J dependencies'],
    ]);
  });

  it('says so when there are none', () => {
    expect(scheduleLines([])).toEqual(['There are no schedules yet.']);
  });
});

describe('oneScheduleLines', () => {
  it('shows its times with their runs', () => {
    const lines = oneScheduleLines(schedule);
    expect(lines[0]).toBe('schedule    nightly');
    expect(lines.at(-1)).toBe(`2026-01-02T02:00:00.000Z  created  ${runId}`);
  });
});
