import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { PlatformSettingError } from '../platform-errors.js';
import { isRoot } from './service-account.js';

/**
 * The state folder: `THROUGHLINE_HOME`, else `~/.local/state/throughline`.
 * @throws {PlatformSettingError} when the variable is not absolute
 */
export function stateHome(env: NodeJS.ProcessEnv = process.env): string {
  const own = env['THROUGHLINE_HOME'];
  if (own === undefined || own === '') return join(homedir(), '.local/state/throughline');
  if (!isAbsolute(own)) throw new PlatformSettingError('THROUGHLINE_HOME', 'an absolute path', own);
  return resolve(own);
}

const PRIVATE_FOLDERS = ['logs', 'journals', 'traces', 'git'];

/**
 * Makes the state folder. Only its owner may read it; started by root it may be passed through by the
 * unprivileged users that Postgres, RabbitMQ and sandboxes run as, while what it holds stays closed to them.
 */
export function prepareHome(home: string): void {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  chmodSync(home, isRoot() ? 0o711 : 0o700);
  for (const name of PRIVATE_FOLDERS) mkdirSync(join(home, name), { recursive: true, mode: 0o700 });
}

/**
 * Where the files lie that unprivileged users must reach: the state folder, or, where root's state folder
 * is inside a closed one (as /root is), a folder of its own under /var/lib.
 */
export function dataHome(home: string): string {
  if (!isRoot() || isReachable(dirname(home))) return home;
  const name = createHash('sha256').update(home).digest('hex').slice(0, 12);
  const folder = `/var/lib/throughline-${name}`;
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  return folder;
}

function isReachable(folder: string): boolean {
  const passable = (statSync(folder).mode & 0o001) !== 0;
  return passable && (folder === dirname(folder) || isReachable(dirname(folder)));
}
