import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CronTimes } from './cron-times.js';

const BERLIN = 'Europe/Berlin';

/** All times between, as the clocks of the world show them. */
const times = (cron: string, timeZone: string, from: string, until: string): string[] =>
  new CronTimes(cron, timeZone)
    .between(new Date(from), new Date(until), 1000)
    .map((time) => time.toISOString().slice(0, 16));

describe('CronTimes', () => {
  it.each([
    ['30 2 * * *', 'UTC', '2026-01-01T02:30Z', '2026-01-02T02:30Z'],
    ['0 9 * * 1-5', 'America/New_York', '2026-01-02T15:00Z', '2026-01-05T14:00Z'],
    ['15 18 * * *', 'Asia/Kathmandu', '2026-01-01T00:00Z', '2026-01-01T12:30Z'],
    ['0 0 29 2 *', 'UTC', '2026-01-01T00:00Z', '2028-02-29T00:00Z'],
    ['0 0 L * *', BERLIN, '2026-02-01T00:00Z', '2026-02-27T23:00Z'],
  ])('%s in %s comes after %s at %s', (cron, zone, after, next) => {
    expect(new CronTimes(cron, zone).after(new Date(after))).toEqual(new Date(next));
  });

  it('takes a time that the clock leaves out at the end of the gap', () => {
    // In Berlin 2:00 is followed by 3:00 on 29 March 2026, at 01:00 UTC.
    const around = ['2026-03-28T00:00Z', '2026-03-30T12:00Z'] as const;
    expect(times('30 2 * * *', BERLIN, ...around)).toEqual([
      '2026-03-28T01:30',
      '2026-03-29T01:00',
      '2026-03-30T00:30',
    ]);
    // The gap of half an hour of Lord Howe.
    expect(times('15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T00:00Z', '2026-10-04T23:00Z')).toEqual([
      '2026-10-03T15:30',
      '2026-10-04T15:15',
    ]);
    // Midnight itself is left out.
    expect(times('0 0 * * *', 'America/Sao_Paulo', '2018-11-03T00:00Z', '2018-11-05T12:00Z')).toEqual([
      '2018-11-03T03:00',
      '2018-11-04T03:00',
      '2018-11-05T02:00',
    ]);
  });

  it.each(['30 2 * * *', '0,30 2 * * *', '30 2,3 * * *', '*/20 1-4 * * *'])(
    'takes what the clock shows twice once, the first time: %s',
    (cron) => {
      // In Berlin 3:00 is followed by 2:00 on 25 October 2026, at 01:00 UTC.
      const shown = times(cron, BERLIN, '2026-10-24T12:00Z', '2026-10-25T12:00Z').map((time) =>
        new Date(`${time}Z`).toLocaleTimeString('de', { timeZone: BERLIN }),
      );
      expect(new Set(shown).size).toBe(shown.length);
      expect(shown).toContain(
        '02:00:00'.replace('00:00', cron === '30 2 * * *' || cron === '30 2,3 * * *' ? '30:00' : '00:00'),
      );
    },
  );

  it.each(['*/30 * * * *', '0 * * * *', '15 */1 * * *'])(
    'goes through both hours of the same name: %s',
    (cron) => {
      const found = times(cron, BERLIN, '2026-10-24T22:00Z', '2026-10-25T04:00Z').map((time) =>
        Date.parse(`${time}Z`),
      );
      const steps = found.slice(1).map((time, at) => time - (found[at] ?? 0));
      expect(new Set(steps).size).toBe(1);
    },
  );

  it('gives the newest of too many', () => {
    const found = new CronTimes('* * * * *', 'UTC').between(new Date(0), new Date('2026-01-01T00:00:30Z'), 3);
    expect(found.map((time) => time.toISOString())).toEqual([
      '2025-12-31T23:58:00.000Z',
      '2025-12-31T23:59:00.000Z',
      '2026-01-01T00:00:00.000Z',
    ]);
  });

  it('finds the same times forwards and backwards, in any zone and across any change of its clock', () => {
    const field = (most: number) =>
      fc.oneof(
        fc.constant('*'),
        fc.nat(most).map(String),
        fc.integer({ min: 2, max: 15 }).map((n) => `*/${String(n)}`),
      );
    const days = fc.constantFrom('*', '1-5', '0', '6,0');
    const crons = fc.tuple(field(59), field(23), fc.constant('*'), fc.constant('*'), days);
    const zones = fc.constantFrom(BERLIN, 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC');
    const starts = fc.constantFrom(
      '2026-03-07',
      '2026-03-28',
      '2026-04-04',
      '2026-10-03',
      '2026-10-24',
      '2026-10-31',
    );
    fc.assert(
      fc.property(crons, zones, starts, fc.nat(1440), (fields, zone, day, minute) => {
        const cron = new CronTimes(fields.join(' '), zone);
        const from = new Date(Date.parse(`${day}T00:00Z`) + minute * 60_000);
        const until = new Date(from.getTime() + 36 * 3_600_000);
        const forwards: Date[] = [];
        let next = cron.after(new Date(from.getTime() - 1));
        while (next !== null && next <= until && forwards.length < 40) {
          forwards.push(next);
          next = cron.after(next);
        }
        const last = forwards.at(-1) ?? until;
        expect(cron.between(from, last, 1000)).toEqual(forwards);
      }),
      { numRuns: 100 },
    );
  });

  it.each(['', '* * * *', '* * * * * *', '60 * * * *', '0 0 31 2 *', '@daily', 'a b c d e', '0 0 * * 9'])(
    'refuses %j',
    (cron) => {
      expect(() => new CronTimes(cron, 'UTC')).toThrow(/says no times/);
    },
  );
});
