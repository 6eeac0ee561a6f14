import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The local token: a file that only this user can read. Undefined where there is no state folder. */
export async function localSecret(env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  const home = env['THROUGHLINE_HOME'];
  if (home === undefined || home === '') return undefined;
  const text = await readFile(join(home, 'token'), 'utf8').catch(() => '');
  return text.trim() === '' ? undefined : text.trim();
}
