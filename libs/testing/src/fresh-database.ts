import { randomBytes } from 'node:crypto';
import pg from 'pg';

export interface Fresh {
  readonly url: string;
  drop(): Promise<void>;
}

/** Creates an empty database of its own in the cluster of `adminUrl`. */
export async function freshDatabase(adminUrl: string): Promise<Fresh> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await execute(adminUrl, `CREATE DATABASE ${name}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => execute(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    query_timeout: 30_000,
  });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
