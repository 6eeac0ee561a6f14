// Asks Postgres in every way that pg and TypeORM have, each case in a trace of its own.
import { getDatabaseTracing, traceAsyncOperation, traceDatabaseOperation } from '@throughline/tracing';
import { context, trace } from '@throughline/tracing/api';
import pg from 'pg';
import { DataSource, EntitySchema } from 'typeorm';
import { exportAll } from './exporting.js';

const CANARY = 'c4n4ry-of-a-customer';
const url = process.env['DATABASE_URL'] ?? '';
const pool = new pg.Pool({ connectionString: url, max: 1 });

interface Customer {
  id: number;
  name: string;
}

const customers = new EntitySchema<Customer>({
  name: 'customers',
  columns: { id: { type: 'int', primary: true }, name: { type: 'text' } },
});
const dataSource = new DataSource({ type: 'postgres', url, entities: [customers] });

const inTrace = <T>(name: string, fn: () => Promise<T>): Promise<T> =>
  traceAsyncOperation(`case.${name}`, {}, fn);

const ignored = (): undefined => undefined;

async function pgAlone(): Promise<void> {
  await inTrace('insert', () => pool.query('INSERT INTO customers VALUES ($1, $2)', [1, CANARY]));
  await inTrace('literal', () => pool.query(`SELECT * FROM customers WHERE name = '${CANARY}'`));
  await inTrace('slow', () => pool.query('SELECT pg_sleep(0.06)'));
  await inTrace('duplicate', () => pool.query('INSERT INTO customers VALUES ($1, $2)', [1, CANARY])).catch(
    ignored,
  );
  await inTrace('prepared', async () => {
    for (const id of [1, 2])
      await pool.query({ name: 'by-id', text: 'SELECT * FROM customers WHERE id = $1', values: [id] });
  });
  await inTrace('in_turn', async () => {
    await Promise.all(
      [1, 2, 3].map((n) => traceAsyncOperation(`asks.${n}`, {}, () => pool.query('SELECT 1'))),
    );
  });
}

/** With a callback, which goes on in the caller's context. */
function callback(): Promise<void> {
  return inTrace('callback', async () => {
    const client = await pool.connect();
    const spanOf = (): string | undefined => trace.getSpanContext(context.active())?.spanId;
    const before = spanOf();
    await new Promise<void>((resolve, reject) => {
      client.query('SELECT count(*) FROM customers', () => {
        client.release();
        if (spanOf() === before) resolve();
        else reject(new Error('the callback runs in another context'));
      });
    });
  });
}

async function throughTypeorm(): Promise<void> {
  const repository = dataSource.getRepository(customers);
  await inTrace('find', () => repository.findBy({ name: CANARY }));
  await inTrace('save', () => repository.save({ id: 2, name: CANARY }));
  await inTrace('rolled_back', () =>
    dataSource.transaction(async (manager) => {
      await manager.query('UPDATE customers SET name = $1', [CANARY]);
      await manager.query('SELECT * FROM nowhere');
    }),
  ).catch(ignored);
}

/** Who traces a query by hand gets one span for it as well. */
async function byHand(): Promise<void> {
  const { traceDatabaseQuery, traceDatabaseTransaction } = getDatabaseTracing();
  const sql = 'SELECT * FROM customers';
  await inTrace('by_hand', () => traceDatabaseQuery(sql, () => pool.query(sql)));
  await inTrace('transaction', () =>
    traceDatabaseTransaction(async () => {
      await pool.query('BEGIN');
      await pool.query('COMMIT');
    }),
  );
  await inTrace('operation', () =>
    traceDatabaseOperation('anonymize', 'customers', () =>
      pool.query('UPDATE customers SET name = $1', ['']),
    ),
  );
}

await pool.query('CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL)');
await dataSource.initialize();
await pgAlone();
await callback();
await throughTypeorm();
await byHand();
await dataSource.destroy();
await pool.end();
await exportAll();
