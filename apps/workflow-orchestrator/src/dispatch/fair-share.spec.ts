import { describe, expect, it } from '@jest/globals';
import { newRunId } from '@throughline/contracts';
import fc from 'fast-check';
import { lineUp, type Room, shareOut, type Waiting } from './fair-share.js';

const REPOSITORIES = ['/a', '/b', '/c'];
const waiting: fc.Arbitrary<Waiting> = fc.record({
  runId: fc.constant(null).map(() => newRunId()),
  repository: fc.constantFrom(...REPOSITORIES),
  active: fc.nat(6),
  wanted: fc.integer({ min: 1, max: 16 }),
  since: fc.nat(1000),
});
const line = fc.array(waiting, { maxLength: 12 });
const room: fc.Arbitrary<Room> = fc
  .tuple(fc.nat(20), fc.tuple(fc.nat(10), fc.nat(10), fc.nat(10)))
  .map(([platform, free]) => ({
    platform,
    repositories: new Map(REPOSITORIES.map((r, i) => [r, free[i] ?? 0])),
  }));

/** What each run of the line was given. */
const given = (runs: readonly Waiting[], free: Room): Map<Waiting, number> => {
  const grants = shareOut(runs, free);
  return new Map(runs.map((run) => [run, grants.find(({ to }) => to === run)?.slots ?? 0]));
};

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, number) => total + number, 0);

const inRepository = (shares: Map<Waiting, number>, repository: string): number =>
  sum([...shares].filter(([run]) => run.repository === repository).map(([, slots]) => slots));

describe('shareOut', () => {
  it('gives out no more than is free and wanted, and leaves nothing that somebody could use', () => {
    fc.assert(
      fc.property(line, room, (runs, free) => {
        const shares = given(runs, free);
        const used = sum(shares.values());
        expect(used).toBeLessThanOrEqual(free.platform);
        for (const [repository, slots] of free.repositories)
          expect(inRepository(shares, repository)).toBeLessThanOrEqual(slots);
        for (const [run, slots] of shares) {
          expect(slots).toBeLessThanOrEqual(run.wanted);
          const isFull = inRepository(shares, run.repository) === free.repositories.get(run.repository);
          if (slots < run.wanted && !isFull) expect(used).toBe(free.platform);
        }
      }),
    );
  });

  it('gives none a slot while another, who could have used it, has fewer', () => {
    fc.assert(
      fc.property(line, room, (runs, free) => {
        const shares = given(runs, free);
        for (const [rich, slots] of shares)
          for (const [poor, few] of shares) {
            const wasFull =
              poor.repository !== rich.repository &&
              inRepository(shares, poor.repository) === free.repositories.get(poor.repository);
            if (slots === 0 || few === poor.wanted || wasFull) continue;
            expect(rich.active + slots - 1).toBeLessThanOrEqual(poor.active + few);
          }
      }),
    );
  });

  it('is the same in whatever order the runs are looked at', () => {
    fc.assert(
      fc.property(line, room, fc.nat(), (runs, free, turn) => {
        const at = runs.length === 0 ? 0 : turn % runs.length;
        const others = [...runs.slice(at), ...runs.slice(0, at)];
        const [one, other] = [given(runs, free), given(others, free)];
        for (const run of runs) expect(other.get(run)).toBe(one.get(run));
        expect(lineUp(others)).toEqual(lineUp(runs));
      }),
    );
  });

  it('lets a small run pass a big one that has waited longer, and holds nobody up behind a full repository', () => {
    const run = (changes: Partial<Waiting>): Waiting => ({
      ...{ runId: newRunId(), repository: '/a', active: 0, wanted: 1, since: 0 },
      ...changes,
    });
    const [big, small] = [run({ active: 4, wanted: 16 }), run({ wanted: 3, since: 900 })];
    const free = { platform: 2, repositories: new Map([['/a', 5]]) };
    expect(shareOut([big, small], free)).toEqual([{ to: small, slots: 2 }]);
    const elsewhere = run({ repository: '/full', since: 0 });
    expect(shareOut([elsewhere, small], free)).toEqual([{ to: small, slots: 2 }]);
  });
});
