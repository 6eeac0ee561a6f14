import { describe, expect, it } from '@jest/globals';
import { newRunId, type RunId } from '@throughline/contracts';
import fc from 'fast-check';
import { shareOut, type Waiting } from './fair-share.js';

interface Run {
  readonly id: RunId;
  readonly parallel: number;
  left: number;
  active: number;
  done: number;
  since: number;
}

/** Runs on one repository that take turns; every task takes equally long. */
class Turns {
  private readonly runs: Run[] = [];
  private readonly working: Run[] = [];
  private now = 0;

  constructor(private readonly slots: number) {}

  add(tasks: number, parallel: number): Run {
    const run = { id: newRunId(), parallel, left: tasks, active: 0, done: 0, since: (this.now += 1) };
    this.runs.push(run);
    this.share();
    return run;
  }

  /** The task that has been worked on longest is done. */
  finishOne(): void {
    const run = this.working.shift();
    if (run === undefined) throw new Error('nobody works');
    run.active -= 1;
    run.done += 1;
    this.share();
  }

  get held(): number {
    return this.working.length;
  }

  private share(): void {
    this.now += 1;
    const free = this.slots - this.working.length;
    const room = { platform: free, repositories: new Map([['/r', free]]) };
    for (const { to, slots } of shareOut(this.waiting(), room)) {
      const run = this.runs.find(({ id }) => id === to.runId);
      if (run === undefined) throw new Error('somebody else was given a slot');
      run.left -= slots;
      run.active += slots;
      run.since = this.now;
      for (let i = 0; i < slots; i += 1) this.working.push(run);
    }
  }

  private waiting(): Waiting[] {
    return this.runs
      .map(({ id, parallel, left, active, since }) => ({
        ...{ runId: id, repository: '/r', active, since },
        wanted: Math.min(left, parallel - active),
      }))
      .filter(({ wanted }) => wanted > 0);
  }
}

describe('taking turns', () => {
  it('brings a run of 3 tasks to its end long before one of 500 that began before it', () => {
    const limits = fc.integer({ min: 1, max: 16 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 64 }),
        limits,
        limits,
        fc.nat(50),
        (slots, big, small, before) => {
          const turns = new Turns(slots);
          const first = turns.add(500, big);
          for (let i = 0; i < before; i += 1) turns.finishOne();
          const second = turns.add(3, small);
          const doneBefore = first.done;
          while (second.done < 3) {
            expect(turns.held).toBeLessThanOrEqual(slots);
            turns.finishOne();
          }
          // It waits for at most a slot and then its turn, for each of its tasks.
          expect(first.done - doneBefore).toBeLessThanOrEqual(4 * (Math.min(slots, big) + 1));
        },
      ),
    );
  });

  it('gives runs that want as much as they can get the same, whoever came first', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 2, max: 6 }), (slots, count) => {
        const turns = new Turns(slots);
        const runs = Array.from({ length: count }, () => turns.add(500, 16));
        for (let i = 0; i < 40 * count; i += 1) turns.finishOne();
        const done = runs.map((run) => run.done + run.active);
        expect(Math.max(...done) - Math.min(...done)).toBeLessThanOrEqual(slots + 1);
      }),
    );
  });
});
