import { describe, expect, it } from '@jest/globals';
import type { ExportOutcome } from './export-outcome.js';
import { ExportPace } from './export-pace.js';

const SCHEDULE_MS = 300;
const sent = (outcome: ExportOutcome) => [{ items: [], outcome }];
const accepted: ExportOutcome = { kind: 'accepted', rejected: 0, message: '' };
const error = new Error('away');

describe('the pace of exports', () => {
  it('is that of the schedule while all goes well', () => {
    const pace = new ExportPace(SCHEDULE_MS);
    pace.learn(sent(accepted));
    expect([pace.isGood, pace.isBarred, pace.delayMs]).toEqual([true, false, SCHEDULE_MS]);
  });

  it('waits for as long as the receiver asks for, and no longer once it has taken something', () => {
    const pace = new ExportPace(SCHEDULE_MS);
    pace.learn(sent({ kind: 'unavailable', error, retryAfterMs: 20_000 }));
    expect([pace.isGood, pace.isBarred]).toEqual([false, true]);
    // Else the pause after a first failure is half a second at most.
    expect(pace.delayMs).toBeGreaterThan(15_000);
    expect(pace.delayMs).toBeLessThanOrEqual(20_000);
    pace.learn(sent(accepted));
    expect(pace.delayMs).toBe(SCHEDULE_MS);
  });

  it('waits for a minute at most, whatever the receiver asks for', () => {
    const pace = new ExportPace(SCHEDULE_MS);
    pace.learn(sent({ kind: 'unavailable', error, retryAfterMs: 86_400_000 }));
    expect(pace.delayMs).toBe(60_000);
  });

  it.each(['refused', 'too_large'] as const)(
    'does not change by spans that are %s: the receiver works',
    (kind) => {
      const pace = new ExportPace(SCHEDULE_MS);
      pace.learn(sent({ kind, error }));
      expect(pace.delayMs).toBe(SCHEDULE_MS);
    },
  );
});
