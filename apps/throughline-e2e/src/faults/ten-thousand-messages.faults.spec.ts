import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import { Client } from 'pg';
import { messagesIn } from './ledger/waiting.js';
import { LedgerProcess, type Role } from './ledger/ledger-process.js';
import { until } from '../support/until.js';

const MESSAGES = 10_000;
/** Each so many entries or effects one of the processes that make them is killed. */
const KILL_EVERY: Readonly<Record<Role, number>> = { source: 600, sink: 500 };
const QUEUE = 'ledger-sink.ledger.entry.made.v1';

let infrastructure: TestInfrastructure;
let database: Client;
let processes: LedgerProcess[];

beforeAll(async () => {
  infrastructure = await testInfrastructure();
  database = new Client({ connectionString: infrastructure.databaseUrl, query_timeout: 10_000 });
  await database.connect();
  const env = { DATABASE_URL: infrastructure.databaseUrl, RABBITMQ_URL: infrastructure.rabbitUrl };
  const two = (role: Role) => [1, 2].map(() => new LedgerProcess(role, [String(MESSAGES)], env));
  processes = [...two('sink')];
  // Events for which nobody has a queue yet are for nobody.
  await until(() => isThere('ledger_sink.effects'), patience('the queue is not there'));
  await until(async () => (await messagesIn(infrastructure.rabbitUrl, QUEUE)) === 0, patience('no queue'));
  processes.push(...two('source'));
  await until(() => isThere('ledger_source.entries'), patience('the entries are not there'));
}, 120_000);

afterAll(async () => {
  await Promise.all((processes ?? []).map((each) => each.stop()));
  await database?.end();
  await infrastructure?.stop();
}, 60_000);

const patience = (what: string) => ({ withinMs: 60_000, otherwise: () => what });

async function numberFrom(sql: string): Promise<number> {
  const { rows } = await database.query<{ count: number }>(`SELECT (${sql})::int AS count`);
  return rows[0]?.count ?? -1;
}

const isThere = async (table: string): Promise<boolean> =>
  (await numberFrom(`SELECT count(*) FROM pg_class WHERE oid = to_regclass('${table}')`)) === 1;

const countOf: Readonly<Record<Role, () => Promise<number>>> = {
  source: () => numberFrom('SELECT count(*) FROM ledger_source.entries'),
  sink: () => numberFrom('SELECT count(*) FROM ledger_sink.effects'),
};

/** Kills one of the two, any of them, each time that they have come some way further. */
async function killNowAndThen(role: Role): Promise<void> {
  const own = processes.filter((each) => each.role === role);
  for (let next = KILL_EVERY[role]; next < MESSAGES; next += KILL_EVERY[role]) {
    await until(async () => (await countOf[role]()) >= next, {
      withinMs: 90_000,
      otherwise: async () => `${role}s stand at ${String(await countOf[role]())} of ${String(next)}`,
    });
    await own[Math.floor(Math.random() * own.length)]?.kill();
  }
}

describe('ten thousand messages through processes that are killed again and again', () => {
  it('lose none and have no effect twice', async () => {
    await Promise.all([killNowAndThen('source'), killNowAndThen('sink')]);
    await Promise.all(processes.filter(({ role }) => role === 'source').map(({ done }) => done));
    const made = await countOf.source();
    await until(
      async () => (await countOf.sink()) >= made,
      patience(`not all of ${String(made)} messages have had an effect`),
    );
    await until(async () => (await messagesIn(infrastructure.rabbitUrl, QUEUE)) === 0, patience('some wait'));
    expect(made).toBeGreaterThanOrEqual(MESSAGES);
    expect({
      kills: processes.map(({ kills }) => kills > 0),
      lost: await numberFrom(LOST),
      doubled: await numberFrom(DOUBLED),
      fromNowhere: await numberFrom(FROM_NOWHERE),
      unsent: await numberFrom('SELECT count(*) FROM ledger_source.outbox'),
      dead: await messagesIn(infrastructure.rabbitUrl, `${QUEUE}.dead`),
    }).toEqual({
      kills: [true, true, true, true],
      lost: 0,
      doubled: 0,
      fromNowhere: 0,
      unsent: 0,
      dead: 0,
    });
  }, 240_000);
});

const LOST = `SELECT count(*) FROM ledger_source.entries WHERE entry NOT IN (SELECT entry FROM ledger_sink.effects)`;
const DOUBLED = `SELECT count(*) - count(DISTINCT entry) FROM ledger_sink.effects`;
const FROM_NOWHERE = `SELECT count(*) FROM ledger_sink.effects WHERE entry NOT IN (SELECT entry FROM ledger_source.entries)`;
