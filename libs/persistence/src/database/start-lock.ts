import pg from 'pg';

const CONNECT_TIMEOUT_MS = 5_000;
/** How long a start waits for another process of the same service that migrates just now. */
const LOCK_TIMEOUT_MS = 60_000;

/** Runs `fn` while no other process in this database prepares the same schema. */
export async function whileHoldingStartLock<T>(
  url: string,
  schema: string,
  fn: (admin: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: `throughline ${schema} start`,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: LOCK_TIMEOUT_MS + 5_000,
    lock_timeout: LOCK_TIMEOUT_MS,
  });
  // Without a listener a connection lost between two statements would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock(hashtext($1), hashtext($2))', ['throughline', schema]);
    return await fn(client);
  } finally {
    await client.end();
  }
}
