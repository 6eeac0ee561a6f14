// Reads rows from Postgres piece by piece, by cursors and streams, each case in a trace of its own.
import { setTimeout as delay } from 'node:timers/promises';
import { traceAsyncOperation } from '@throughline/tracing';
import pg from 'pg';
import Cursor from 'pg-cursor';
import QueryStream from 'pg-query-stream';
import { DataSource } from 'typeorm';
import { exportAll } from './exporting.js';

const url = process.env['DATABASE_URL'] ?? '';
const client = new pg.Client({ connectionString: url });
const dataSource = new DataSource({ type: 'postgres', url });
const ROWS = 'SELECT n FROM numbers ORDER BY n';
/** More than streams read ahead: who leaves early leaves before the query is over. */
const MANY_ROWS = 'SELECT n FROM many ORDER BY n';
/** Fails at its third row. */
const FAILING = 'SELECT 1 / (3 - n) FROM numbers ORDER BY n';
const PAUSE_MS = 20;

/** A case that is over; the query after it is sent once it is, and ends later by more than clocks of spans differ. */
async function inTrace(name: string, fn: () => Promise<unknown>): Promise<void> {
  await traceAsyncOperation(`case.${name}`, {}, fn).catch(() => undefined);
  await traceAsyncOperation(`after.${name}`, {}, () => client.query('SELECT pg_sleep(0.02)'));
}

const cursorOf = (sql: string): Cursor => client.query(new Cursor(sql));

async function byCursor(): Promise<void> {
  await inTrace('cursor_read', async () => {
    const cursor = cursorOf(ROWS);
    while ((await cursor.read(2)).length > 0) await delay(PAUSE_MS);
  });
  await inTrace('cursor_closed', async () => {
    const cursor = cursorOf(ROWS);
    await cursor.read(1);
    await cursor.close();
  });
  await inTrace('cursor_refused', () => cursorOf('SELECT * FROM nowhere').read(1));
  await inTrace('cursor_failed', () => cursorOf(FAILING).read(5));
}

const streamOf = (sql: string): QueryStream => client.query(new QueryStream(sql, [], { batchSize: 1 }));

/** Reads to the end, or leaves after so many rows. */
async function readRows(rows: AsyncIterable<unknown>, most = Infinity, pauseMs = 0): Promise<void> {
  let read = 0;
  for await (const _row of rows) {
    read += 1;
    if (read === most) break;
    await delay(pauseMs);
  }
}

async function byStream(): Promise<void> {
  await inTrace('stream_read', () => readRows(streamOf(ROWS), Infinity, PAUSE_MS));
  await inTrace('stream_left', () => readRows(streamOf(MANY_ROWS), 1));
  await inTrace('stream_failed', () => readRows(streamOf(FAILING)));
  await inTrace('stream_given_up', async () => {
    const stream = streamOf(ROWS);
    for await (const _row of stream) stream.destroy(new RangeError('enough'));
  });
}

async function throughTypeorm(): Promise<void> {
  const numbers = (columns: string, table = 'numbers'): Promise<AsyncIterable<unknown>> => {
    const query = dataSource.createQueryBuilder().select(columns).from(table, table);
    return query.orderBy('n').stream();
  };
  await inTrace('typeorm_read', async () => readRows(await numbers('n'), Infinity, PAUSE_MS));
  await inTrace('typeorm_left', async () => readRows(await numbers('n', 'many'), 1));
  await inTrace('typeorm_failed', async () => readRows(await numbers('1 / (3 - n)')));
}

await client.connect();
await client.query('CREATE TABLE numbers AS SELECT generate_series(1, 5) AS n');
await client.query('CREATE TABLE many AS SELECT generate_series(1, 1000) AS n');
await dataSource.initialize();
await byCursor();
await byStream();
await throughTypeorm();
await dataSource.destroy();
await client.end();
await exportAll();
