import { stat } from 'node:fs/promises';
import { posix } from 'node:path';
import { RUNTIME_FOLDER, SANDBOX_PATH, WORK_FOLDER } from './bwrap-arguments.js';
import { runtimePrograms } from './runtime-programs.js';

/** Tells whether the tree has a file at the path (relative to its top), and whether it may be run; undefined: no such file. */
export type LookUpTreeFile = (path: string) => Promise<{ readonly executable: boolean } | undefined>;

/**
 * Where the sandbox would find a program on the given tree: a path as the sandbox sees it, or undefined.
 * A bare name is looked up on the sandbox's PATH; one with a slash is a file of the tree, or of /usr.
 */
export async function resolveProgram(program: string, lookUp: LookUpTreeFile): Promise<string | undefined> {
  if (program === '' || program.includes('\0')) return undefined;
  const candidates = program.includes('/')
    ? [posix.resolve(WORK_FOLDER, program)]
    : SANDBOX_PATH.map((folder) => `${folder}/${program}`);
  for (const candidate of candidates) {
    if (await isRunnable(candidate, lookUp)) return candidate;
  }
  return undefined;
}

async function isRunnable(path: string, lookUp: LookUpTreeFile): Promise<boolean> {
  if (path.startsWith(`${WORK_FOLDER}/`))
    return (await lookUp(path.slice(WORK_FOLDER.length + 1)))?.executable === true;
  if (path.startsWith(`${RUNTIME_FOLDER}/bin/`))
    return runtimeNames().then((names) => names.includes(posix.basename(path)));
  return /^\/(?:usr|s?bin|lib(?:32|64)?)\//.test(path) && isProgramOfHost(path);
}

async function runtimeNames(): Promise<string[]> {
  return (await runtimePrograms()).npm === undefined ? ['node'] : ['node', 'npm', 'npx'];
}

/** /usr is the same inside and outside. */
async function isProgramOfHost(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true && (found.mode & 0o001) !== 0;
}
