import { type Seen, STEP_MS, within } from './exercise.js';

/** A query that reads nothing and changes nothing. */
export async function exercisePostgres(url: string): Promise<Seen[]> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: STEP_MS,
    query_timeout: STEP_MS,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT $1::text AS answer', ['well']);
  } finally {
    await within('closing the connection', client.end());
  }
  return [];
}
