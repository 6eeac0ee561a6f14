import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LinkState, TcpProxy } from '@throughline/testing';
import { until } from '../support/until.js';
import { Fleet } from './fleet/fleet.js';
import { expectRecovery } from './fleet/invariants.js';
import { runInFlight } from './fleet/runs.js';
import { makeWork, type Work } from './fleet/work.js';

let fleet: Fleet;
let work: Work;

beforeAll(async () => {
  [fleet, work] = await Promise.all([Fleet.start(), makeWork({ tasks: 2, commandSeconds: 2 })]);
}, 120_000);

afterAll(async () => {
  await fleet?.stop();
  await work?.remove();
}, 60_000);

/** Every link of the platform: to the database, to the broker, between the services. */
const links = (): (readonly TcpProxy[])[] => [[fleet.database], [fleet.broker], [...fleet.links.values()]];

describe('runs go on, each effect once, when links', () => {
  // Longer than the database, the broker and the services are waited for.
  it.each<[string, LinkState, number]>([
    ['are cut', { kind: 'cut' }, 4_000],
    ['are slow', { kind: 'slow', delayMs: 40 }, 5_000],
    ['slice what they carry', { kind: 'sliced', bytes: 11 }, 4_000],
    ['stall', { kind: 'stalled' }, 17_000],
  ])(
    '%s',
    async (_, state, forMs) => {
      const runIds = [];
      for (const group of links()) {
        runIds.push(await runInFlight(fleet, work));
        for (const link of group) link.become(state);
        await sleep(forMs);
        for (const link of group) link.mend();
      }
      await expectRecovery(fleet, work, runIds);
    },
    240_000,
  );
});

describe('what was done, and nobody was told,', () => {
  const COMMIT = 'COMMIT';
  /** Class and method of basic.publish. */
  const PUBLISH = Buffer.from([0, 60, 0, 40]);

  it.each<[string, () => TcpProxy, string | Buffer]>([
    ['a commit in the database', () => fleet.database, COMMIT],
    ['a message that the broker has', () => fleet.broker, PUBLISH],
    ['a commit in git', () => fleet.link('git-worktree'), '/workspace/commit'],
    ['a command in the sandbox', () => fleet.link('verification-feedback'), '/commands HTTP/1.1'],
    ['an answer of the model', () => fleet.link('model-router'), 'POST /v1/chat/completions'],
  ])(
    '%s: is not done twice',
    async (_, link, request) => {
      const runId = await runInFlight(fleet, work);
      await link().loseNextAnswerTo(request);
      await expectRecovery(fleet, work, [runId]);
    },
    120_000,
  );
});

describe('a link to a service that is cut', () => {
  it('opens the breaker of its callers after five failures, and costs no attempt', async () => {
    const runIds = [await runInFlight(fleet, work)];
    const link = fleet.link('git-worktree');
    link.cut();
    const opened = async () => {
      const metrics = await (await fleet.get('agent-runtime', '/metrics')).text();
      return /^circuit_breaker_opened_total\{[^}]*git-worktree[^}]*\} [1-9]/m.test(metrics);
    };
    await until(opened, { withinMs: 60_000, otherwise: () => 'the breaker did not open' });
    link.mend();
    await expectRecovery(fleet, work, runIds);
    expect(await opened()).toBe(true);
  }, 120_000);
});
