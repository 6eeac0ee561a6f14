import { isAbsolute } from 'node:path';
import { readLocalToken } from '@throughline/service-client';
import { ConfigError } from '../config/config.errors.js';

/** The token that callers of this process must know. @throws {ConfigError} without a usable state folder */
export async function readOwnToken(env: NodeJS.ProcessEnv): Promise<string> {
  const home = env['THROUGHLINE_HOME'];
  if (home === undefined || !isAbsolute(home)) {
    throw new ConfigError([
      `THROUGHLINE_HOME must be the absolute path of the state folder, but is ${JSON.stringify(home)}`,
    ]);
  }
  return readLocalToken(home);
}
