import { Client, escapeIdentifier } from 'pg';

/** How many rows each table of each schema has. */
export async function rowCounts(databaseUrl: string): Promise<Record<string, number>> {
  const client = new Client({
    connectionString: databaseUrl,
    application_name: 'e2e',
    query_timeout: 10_000,
  });
  await client.connect();
  try {
    const counts: Record<string, number> = {};
    for (const { schema, table } of await tablesOf(client)) {
      const from = `${escapeIdentifier(schema)}.${escapeIdentifier(table)}`;
      const { rows } = await client.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${from}`);
      counts[`${schema}.${table}`] = rows[0]?.count ?? -1;
    }
    return counts;
  } finally {
    await client.end();
  }
}

async function tablesOf(client: Client): Promise<{ schema: string; table: string }[]> {
  const { rows } = await client.query<{ schema: string; table: string }>(
    `SELECT schemaname AS schema, tablename AS table FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2`,
  );
  return rows;
}
