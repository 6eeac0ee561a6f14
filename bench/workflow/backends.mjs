import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startInfrastructure } from '../../libs/platform/dist/index.js';
import { freshDatabase } from '../../libs/testing/dist/fresh-database.js';
import { freshVhost } from '../../libs/testing/dist/fresh-vhost.js';
import { freePorts } from '../../libs/testing/dist/test-servers.js';

const SETTINGS = ['server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers'];

/**
 * A Postgres and a RabbitMQ of this bench's own, as `throughline up` starts them: what is committed is on the disk.
 * Servers that the environment names may be those of the tests, which write nothing down for sure.
 */
export async function startBackends() {
  const home = await mkdtemp(join(tmpdir(), 'throughline-bench-'));
  const { DATABASE_URL: _database, RABBITMQ_URL: _rabbit, ...env } = process.env;
  const base = await freePorts(10);
  const [rabbit, postgres, management] = [base, base + 3, base + 4];
  const servers = await startInfrastructure({
    home,
    env: { ...env, RABBITMQ_PORT: String(rabbit), POSTGRES_PORT: String(postgres) },
    managementPort: management,
  });
  return {
    home,
    freePort: base + 5,
    database: () => freshDatabase(servers.databaseUrl),
    vhost: () => freshVhost(servers.rabbitUrl, servers.managementUrl),
    settings: () => settingsOf(servers.databaseUrl),
    async stop() {
      await servers.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function settingsOf(databaseUrl) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query('SELECT name, setting, unit FROM pg_settings WHERE name = ANY($1)', [
    SETTINGS,
  ]);
  await client.end();
  return Object.fromEntries(
    rows.map(({ name, setting, unit }) => [name, `${setting}${unit ? ` × ${unit}` : ''}`]),
  );
}
