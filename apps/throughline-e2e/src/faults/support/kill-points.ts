import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../../support/until.js';
import { compiledPoints } from './compiled-points.js';
import { wrongEffects } from './effects.js';
import { FaultPlatform } from './fault-platform.js';
import { FaultRun } from './fault-run.js';
import { type KillGroup, killGroups, type Share, shareOf } from './kill-groups.js';
import { type Kill, KillWatch } from './kill-watch.js';
import { leftBehind } from './left-behind.js';
import { noteHeld } from './reliability-doc.js';
import { auditStates, illegalChanges } from './state-audit.js';
import { wrongTrace } from './whole-traces.js';

const BACK_WITHIN_S = 30;
/** The supervisor gives a part up that dies more often than ten times within a minute. */
const WINDOW_MS = 60_000;
const MOST_KILLS_IN_WINDOW = 9;
const SETTLING_MS = 60_000;

/** Kills services at a share of all points, on a platform of its own: while one recovers, the other has the machine. */
export function describeKills(share: Share): void {
  const groups = shareOf(killGroups(compiledPoints()), share);
  const points = groups.flatMap((group) => group.points);
  const kills: Kill[] = [];
  let on: FaultPlatform;

  beforeAll(async () => {
    on = await FaultPlatform.start();
    await auditStates(on);
  }, 240_000);

  afterAll(async () => {
    await on?.stop();
  }, 60_000);

  describe('a service that is killed while runs are in flight', () => {
    it.each(
      groups.map((group, at) => [`group ${String(at + 1)} of ${String(groups.length)}`, group] as const),
    )(
      '%s: runs end as they must, with each effect once and a whole trace',
      async (_, group) => {
        await untilAllowed(group, kills);
        const before = kills.length;
        const runs = await killDuringRuns(on, group, kills);
        await untilNothingIsLeft(on);
        const killed = kills.slice(before);
        expect(await whatIsWrong(on, runs, killed)).toEqual([]);
        noteHeld(killed);
      },
      500_000,
    );

    it.each(points.map(({ service, point }) => [service, point] as const))(
      '%s at %s: is back in time',
      (service, point) => {
        const kill = kills.find((each) => each.service === service && each.point === point);
        expect(kill?.recoverySeconds).toBeLessThan(BACK_WITHIN_S);
      },
    );

    it('was killed at every point', () => {
      const killed = new Set(kills.map(({ service, point }) => `${service}: ${point}`));
      expect(points.filter(({ service, point }) => !killed.has(`${service}: ${point}`))).toEqual([]);
    });
  });
}

/** Until no service of the group would be given up for its kills. */
async function untilAllowed({ points }: KillGroup, kills: readonly Kill[]): Promise<void> {
  const tooMany = (service: string): boolean => {
    const recent = kills.filter((kill) => kill.service === service && Date.now() - kill.at < WINDOW_MS);
    const next = points.filter((point) => point.service === service);
    return recent.length + next.length > MOST_KILLS_IN_WINDOW;
  };
  while (points.some(({ service }) => tooMany(service))) await delay(500);
}

async function untilNothingIsLeft(on: FaultPlatform): Promise<void> {
  await until(async () => (await leftBehind(on)).length === 0, {
    withinMs: SETTLING_MS,
    otherwise: async () => JSON.stringify(await leftBehind(on)),
  });
}

async function killDuringRuns(
  on: FaultPlatform,
  { points, scenarios }: KillGroup,
  kills: Kill[],
): Promise<readonly FaultRun[]> {
  const watch = new KillWatch(on, points);
  await watch.start();
  const runs = scenarios.map((scenario) => new FaultRun(on, scenario));
  try {
    await Promise.all(runs.map((run) => run.toItsEnd()));
    await until(() => watch.isOver, {
      withinMs: SETTLING_MS,
      otherwise: () =>
        `these have not fired: ${watch.unfired.join(', ')}; of others: ${JSON.stringify(watch.kills)}`,
    });
  } finally {
    await watch.stop();
    kills.push(...watch.kills);
  }
  return runs;
}

async function whatIsWrong(
  on: FaultPlatform,
  runs: readonly FaultRun[],
  killed: readonly Kill[],
): Promise<string[]> {
  const wrong: string[] = [];
  for (const run of runs) {
    wrong.push(...(await wrongEffects(on, run, killed)));
    wrong.push(...(await illegalChanges(on, run.id)));
    wrong.push(...(await wrongTrace(on, run)));
  }
  return wrong;
}
