import { describe, expect, it } from '@jest/globals';
import { dueTimes, MAX_MADE_UP } from './due-times.js';

const at = (minute: number): Date => new Date(Date.UTC(2026, 0, 1, 0, minute));
const minutes = (from: number, to: number): Date[] =>
  Array.from({ length: to - from + 1 }, (_, i) => at(from + i));

describe('dueTimes', () => {
  it.each(['skip', 'once', 'all'] as const)('fires a time that has just come: %s', (policy) => {
    expect(dueTimes([at(5)], policy, new Date(at(5).getTime() + 900))).toEqual({
      fire: [at(5)],
      missed: null,
    });
  });

  it('skips what is a minute late', () => {
    expect(dueTimes(minutes(1, 3), 'skip', at(4))).toEqual({ fire: [], missed: at(3) });
    expect(dueTimes(minutes(1, 4), 'skip', at(4))).toEqual({ fire: [at(4)], missed: at(3) });
  });

  it('makes up once for all that was missed', () => {
    expect(dueTimes(minutes(1, 3), 'once', at(30))).toEqual({ fire: [at(3)], missed: at(2) });
    expect(dueTimes([at(3)], 'once', at(30))).toEqual({ fire: [at(3)], missed: null });
  });

  it('makes up for each of the newest', () => {
    expect(dueTimes(minutes(1, 3), 'all', at(30))).toEqual({ fire: minutes(1, 3), missed: null });
    const { fire, missed } = dueTimes(minutes(1, 11), 'all', at(30));
    expect(fire).toEqual(minutes(2, 11));
    expect(fire).toHaveLength(MAX_MADE_UP);
    expect(missed).toEqual(at(1));
  });

  it.each(['skip', 'once', 'all'] as const)('does nothing where no time has come: %s', (policy) => {
    expect(dueTimes([], policy, at(1))).toEqual({ fire: [], missed: null });
  });
});
