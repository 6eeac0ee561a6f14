import { chmodSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { PlatformSettingError } from '../platform-errors.js';
import { isRoot } from './service-account.js';

/**
 * Where downloaded parts are kept: outside of checkout and state folder, so that the next clone and the
 * next state folder find them there. `THROUGHLINE_RUNTIMES` moves it.
 */
export function runtimesFolder(env: NodeJS.ProcessEnv = process.env): string {
  const folder = env['THROUGHLINE_RUNTIMES'] || (isRoot() ? '/var/cache/throughline' : userCache(env));
  if (!isAbsolute(folder)) throw new PlatformSettingError('THROUGHLINE_RUNTIMES', 'an absolute path', folder);
  mkdirSync(folder, { recursive: true });
  if (isRoot()) chmodSync(folder, 0o755);
  return folder;
}

const userCache = (env: NodeJS.ProcessEnv): string =>
  join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'throughline');
