import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { Fleet } from './fleet/fleet.js';
import { expectRecovery } from './fleet/invariants.js';
import { runInFlight } from './fleet/runs.js';
import { makeWork, type Work } from './fleet/work.js';

const RUNS = 2;

let fleet: Fleet;
let work: Work;

beforeAll(async () => {
  [fleet, work] = await Promise.all([Fleet.start(), makeWork({ tasks: 2, commandSeconds: 2 })]);
}, 120_000);

afterAll(async () => {
  await fleet?.stop();
  await work?.remove();
}, 60_000);

/** Runs in the midst of their attempts while something happens to what the services stand on. */
async function throughFault(fault: () => Promise<void>): Promise<void> {
  const runIds = await Promise.all(Array.from({ length: RUNS }, () => runInFlight(fleet, work)));
  await fault();
  await expectRecovery(fleet, work, runIds);
}

/** Ends every session of the services, as an administrator or a failover does. */
async function endBackends(): Promise<void> {
  const client = new Client({ connectionString: fleet.infrastructure.databaseUrl, query_timeout: 10_000 });
  await client.connect();
  const { rowCount } = await client.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'`,
  );
  await client.end();
  expect(rowCount).toBeGreaterThan(0);
}

describe('runs go on, each effect once', () => {
  it('when the broker is killed in the moment in which its queues are there', async () => {
    await fleet.killServer('rabbitmq');
    await throughFault(() => Promise.resolve());
  }, 200_000);

  it('when the broker is killed and started again', async () => {
    await throughFault(() => fleet.killServer('rabbitmq'));
  }, 200_000);

  it('when Postgres is killed and started again', async () => {
    await throughFault(() => fleet.killServer('postgres'));
  }, 200_000);

  it('when every session of the database is ended, again and again', async () => {
    await throughFault(async () => {
      for (let times = 0; times < 5; times++) {
        await endBackends();
        await new Promise((resolve) => setTimeout(resolve, 400));
      }
    });
  }, 200_000);
});
