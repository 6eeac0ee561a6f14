// Makes entries, each with its message, until there are as many as it is told; ends when all have been sent.
import { setTimeout as sleep } from 'node:timers/promises';
import { newRunId } from '@throughline/contracts';
import { UnitsOfWork, type UnitOfWork } from '@throughline/persistence';
import { DataSource } from 'typeorm';
import { EntryMade } from './ledger.messages.js';
import { startLedger } from './ledger.module.js';

const AT_A_TIME = 4;
const IN_ONE_UNIT = 5;
const LOOK_EVERY_MS = 50;

const wanted = Number(process.argv[2]);
const app = await startLedger('source');
const units = app.get(UnitsOfWork);
const dataSource = app.get(DataSource);

async function makeSome(work: UnitOfWork): Promise<void> {
  const entries = await work.manager.query<{ entry: number }[]>(
    `INSERT INTO entries SELECT nextval('entry_numbers')::int FROM generate_series(1, $1) RETURNING entry`,
    [IN_ONE_UNIT],
  );
  for (const { entry } of entries) work.publish(new EntryMade({ runId: newRunId(), entry }));
}

async function rowsIn(table: 'entries' | 'outbox'): Promise<number> {
  const [row] = await dataSource.query<{ count: number }[]>(`SELECT count(*)::int AS count FROM ${table}`);
  return row?.count ?? 0;
}

async function keepMaking(): Promise<void> {
  while ((await rowsIn('entries')) < wanted) await units.run(makeSome);
}

await Promise.all(Array.from({ length: AT_A_TIME }, keepMaking));
while ((await rowsIn('outbox')) > 0) await sleep(LOOK_EVERY_MS);
await app.close();
process.disconnect?.();
