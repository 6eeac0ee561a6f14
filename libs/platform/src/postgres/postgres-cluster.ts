import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Account, giveTo } from '../home/service-account.js';
import { PostgresSetupError } from '../platform-errors.js';
import { endProcessGroup } from '../process/end-process.js';
import { identify } from '../process/process-identity.js';
import { runProgram } from '../process/run-program.js';
import type { PostgresRuntime } from './postgres-runtime.js';

export const POSTGRES_USER = 'throughline';

/** Makes the data folder where there is none; it appears whole or not at all. */
export async function ensureCluster(
  runtime: PostgresRuntime,
  folder: string,
  password: string,
  account: Account | undefined,
): Promise<void> {
  if (existsSync(join(folder, 'PG_VERSION'))) return giveTo(account, folder);
  const fresh = `${folder}.incomplete`;
  const passwordFile = `${folder}.initial-password`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true, mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  try {
    if (account !== undefined)
      for (const path of [fresh, passwordFile]) await chown(path, account.ids.uid, account.ids.gid);
    await initialise(runtime.initdb, fresh, passwordFile, account);
    await rename(fresh, folder);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function initialise(
  initdb: string,
  folder: string,
  passwordFile: string,
  account: Account | undefined,
): Promise<void> {
  const argv = [
    ...['--pgdata', folder, '--username', POSTGRES_USER, '--pwfile', passwordFile],
    ...[
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--no-locale',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ],
  ];
  const env = { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
  await runProgram(initdb, argv, { timeoutMs: 60_000, cwd: dirname(folder), env, account }).catch(
    (error: unknown) => {
      throw new PostgresSetupError(error instanceof Error ? error.message : String(error), error);
    },
  );
}

/**
 * Clears away what a Postgres that nobody ended has left: the server itself when it still runs on this
 * folder, or its lock file when another process has its number by now.
 */
export async function clearStaleServer(folder: string): Promise<void> {
  const lock = join(folder, 'postmaster.pid');
  const pid = Number((await readFile(lock, 'utf8').catch(() => '')).split('\n')[0]);
  const identity = Number.isInteger(pid) && pid > 0 ? identify(pid) : undefined;
  if (identity === undefined) return;
  if (await runsOn(pid, folder)) await endProcessGroup(identity, { signal: 'SIGINT', graceMs: 10_000 });
  else await rm(lock, { force: true });
}

async function runsOn(pid: number, folder: string): Promise<boolean> {
  const argv = await commandLine(pid);
  return argv.includes('postgres') && argv.includes(folder);
}

const commandLine = (pid: number): Promise<string> =>
  process.platform === 'linux'
    ? readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    : runProgram('ps', ['-o', 'command=', '-p', String(pid)], { timeoutMs: 5_000 }).catch(() => '');
