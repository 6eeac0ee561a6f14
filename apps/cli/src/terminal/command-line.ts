import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The launcher stands at the top of the checkout, and in nobody's PATH. */
const LAUNCHER = fileURLToPath(new URL('../../../../throughline', import.meta.url));

/** A command of ours as a person can type it in their folder: `./throughline runs`. */
export const commandLine = (words: string, cwd = process.cwd()): string =>
  `${launcherSeenFrom(cwd)} ${words}`;

function launcherSeenFrom(cwd: string): string {
  const path = relative(cwd, LAUNCHER);
  if (!path.includes('/')) return `./${path}`;
  return path.split('/').length === 2 && path.startsWith('..') ? path : LAUNCHER;
}
