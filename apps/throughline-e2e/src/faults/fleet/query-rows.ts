import { Client } from 'pg';

/** Rows of one statement, over a connection of its own: servers of fleets come and go. */
export async function queryRows(
  databaseUrl: string,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: databaseUrl, query_timeout: 10_000 });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql, [...parameters])).rows;
  } finally {
    await client.end();
  }
}
