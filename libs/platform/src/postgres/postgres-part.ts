import { dirname } from 'node:path';
import pg from 'pg';
import type { Account } from '../home/service-account.js';
import { PartProcess } from '../process/part-process.js';
import type { Reaper } from '../process/reaper.js';
import type { PartDefinition } from '../supervisor/supervised-part.js';
import { until } from '../supervisor/until.js';
import { POSTGRES_USER, clearStaleServer } from './postgres-cluster.js';
import type { PostgresRuntime } from './postgres-runtime.js';

export interface PostgresSettings {
  readonly runtime: PostgresRuntime;
  readonly folder: string;
  readonly port: number;
  readonly log: string;
  readonly account: Account | undefined;
  readonly reaper: Reaper;
  readonly disposable: boolean;
}

const MAX_CONNECTIONS = 200;
/** SIGINT is Postgres's fast shutdown: it ends sessions, writes a checkpoint and goes. */
const END = { signal: 'SIGINT', graceMs: 15_000 } as const;

export const postgresUrl = (port: number, password: string): string =>
  `postgresql://${POSTGRES_USER}:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;

export function postgresPart(settings: PostgresSettings, url: string): PartDefinition {
  return {
    name: 'postgres',
    log: settings.log,
    port: settings.port,
    readyWithinMs: 60_000,
    launch: () => launch(settings),
    ready: (_process, signal) => until(() => canConnect(url), 40, signal),
  };
}

async function launch(settings: PostgresSettings): Promise<PartProcess> {
  const { runtime, folder, port, log, account, reaper } = settings;
  await clearStaleServer(folder);
  const options = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: MAX_CONNECTIONS,
    logging_collector: 'off',
    log_timezone: 'UTC',
    timezone: 'UTC',
    ...(settings.disposable ? { fsync: 'off', full_page_writes: 'off' } : {}),
  };
  const flags = Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const argv = ['-D', folder, '-p', String(port), ...flags];
  const env = { PATH: process.env['PATH'], LC_ALL: 'C' };
  const cwd = dirname(folder);
  return new PartProcess({ program: runtime.postgres, argv, env, cwd, log, account }, END, reaper, 1);
}

async function canConnect(url: string): Promise<boolean> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 2_000,
    query_timeout: 2_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
