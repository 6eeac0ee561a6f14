import { isAbsolute } from 'node:path';
import { type Environment, text } from '../config/readers.js';

/** The state folder. @throws {RangeError} when it is not absolute: services run in folders of their own */
export function homeOf(env: Environment): string | undefined {
  const home = text(env, 'THROUGHLINE_HOME');
  if (home === undefined || isAbsolute(home)) return home;
  throw new RangeError(`THROUGHLINE_HOME must be an absolute path, but is ${JSON.stringify(home)}`);
}
