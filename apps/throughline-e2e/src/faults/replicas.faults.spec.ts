import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SERVICES, SINGLE_SERVICES } from '@throughline/contracts';
import { until } from '../support/until.js';
import { Fleet } from './fleet/fleet.js';
import { FrozenWorker } from './fleet/frozen-worker.js';
import { expectRecovery } from './fleet/invariants.js';
import { Load } from './fleet/load.js';
import { runInFlight } from './fleet/runs.js';
import { makeWork, type Work } from './fleet/work.js';

const RUNS = 3;
const SCALED = SERVICES.filter((service) => !SINGLE_SERVICES.includes(service));
/** Of agent-runtime one process is frozen for a while, and answers nobody; no service calls it. */
const CALLED = SCALED.filter((service) => service !== 'agent-runtime');

let fleet: Fleet;
let work: Work;
let long: Work;
let frozen: FrozenWorker;

beforeAll(async () => {
  // One worker is frozen all the while: two more share the work.
  [fleet, work, long] = await Promise.all([
    Fleet.start(2, { AGENT_RUNTIME_REPLICAS: '3' }),
    makeWork({ tasks: 2, commandSeconds: 2 }),
    makeWork({ tasks: 1, commandSeconds: 8 }),
  ]);
  frozen = await FrozenWorker.freeze(fleet, long);
}, 240_000);

afterAll(async () => {
  await fleet?.stop();
  await work?.remove();
  await long?.remove();
}, 60_000);

const runsInFlight = () => Promise.all(Array.from({ length: RUNS }, () => runInFlight(fleet, work)));

async function timed<T>(fn: () => Promise<T>): Promise<{ result: T; ms: number }> {
  const begun = performance.now();
  const result = await fn();
  return { result, ms: performance.now() - begun };
}

describe('several processes of each service', () => {
  it('share the runs, each effect once', async () => {
    await expectRecovery(fleet, work, await runsInFlight());
  }, 150_000);

  it('end as they are told, one of each, under load: each within 20 s, and nobody is left without an answer', async () => {
    const runIds = await runsInFlight();
    const load = new Load(fleet, CALLED, frozen.runId);
    await until(() => load.answers > SCALED.length, {
      withinMs: 30_000,
      otherwise: () => 'there are no answers',
    });
    const ending = SCALED.map((service) => fleet.awake(service));
    const ends = await Promise.all(ending.map((each) => timed(() => each.stop())));
    await load.stop();
    await Promise.all(ending.map((each) => each.restart()));
    expect(load.failures).toEqual([]);
    expect(ends.map(({ result }) => result)).toEqual(SCALED.map(() => 0));
    expect(Math.max(...ends.map(({ ms }) => ms))).toBeLessThan(20_000);
    await expectRecovery(fleet, work, runIds);
  }, 200_000);

  it('refuse what a worker does that was frozen for 90 s, while another one has its work', async () => {
    await frozen.expectRefused();
  }, 200_000);

  it('go on alone when one of each is killed', async () => {
    const runIds = await runsInFlight();
    await Promise.all(SCALED.map((service) => fleet.process(service).kill()));
    await expectRecovery(fleet, work, runIds, SCALED);
  }, 150_000);
});
