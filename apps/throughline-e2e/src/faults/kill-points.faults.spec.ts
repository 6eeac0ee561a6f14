import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../support/until.js';
import { compiledPoints } from './support/compiled-points.js';
import { wrongEffects } from './support/effects.js';
import { FaultPlatform } from './support/fault-platform.js';
import { FaultRun } from './support/fault-run.js';
import { type KillGroup, killGroups } from './support/kill-groups.js';
import { type Kill, KillWatch } from './support/kill-watch.js';
import { leftBehind } from './support/left-behind.js';
import { writeKills } from './support/reliability-doc.js';
import { auditStates, illegalChanges } from './support/state-audit.js';
import { wrongTrace } from './support/whole-traces.js';

const BACK_WITHIN_S = 30;
/** The supervisor gives a part up that dies more often than ten times within a minute. */
const WINDOW_MS = 60_000;
const MOST_KILLS_IN_WINDOW = 9;
const SETTLING_MS = 60_000;

const points = compiledPoints();
const groups = killGroups(points);
const kills: Kill[] = [];
let on: FaultPlatform;

beforeAll(async () => {
  on = await FaultPlatform.start(19_200);
  await auditStates(on);
}, 120_000);

afterAll(async () => {
  await on.stop();
}, 60_000);

/** Until no service of the group would be given up for its kills. */
async function untilAllowed({ points }: KillGroup): Promise<void> {
  const tooMany = (service: string): boolean => {
    const recent = kills.filter((kill) => kill.service === service && Date.now() - kill.at < WINDOW_MS);
    const next = points.filter((point) => point.service === service);
    return recent.length + next.length > MOST_KILLS_IN_WINDOW;
  };
  while (points.some(({ service }) => tooMany(service))) await delay(500);
}

async function untilNothingIsLeft(): Promise<void> {
  await until(async () => (await leftBehind(on)).length === 0, {
    withinMs: SETTLING_MS,
    otherwise: async () => JSON.stringify(await leftBehind(on)),
  });
}

async function killDuringRuns({ points, scenarios }: KillGroup): Promise<readonly FaultRun[]> {
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

describe('a service that is killed while runs are in flight', () => {
  it.each(groups.map((group, at) => [`group ${String(at + 1)} of ${String(groups.length)}`, group] as const))(
    '%s: runs end as they must, with each effect once and a whole trace',
    async (_, group) => {
      await untilAllowed(group);
      const before = kills.length;
      const runs = await killDuringRuns(group);
      await untilNothingIsLeft();
      const killed = kills.slice(before);
      const wrong: string[] = [];
      for (const run of runs) {
        wrong.push(...(await wrongEffects(on, run, killed)));
        wrong.push(...(await illegalChanges(on, run.id)));
        wrong.push(...(await wrongTrace(on, run)));
      }
      expect(wrong).toEqual([]);
      if (process.env['THROUGHLINE_WRITE_MATRIX'] === '1') writeKills(killed);
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
