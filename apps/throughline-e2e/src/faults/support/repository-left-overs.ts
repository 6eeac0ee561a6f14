import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { dataHome } from '@throughline/platform';
import { git } from '../../support/calculator.js';

const gitFolder = (home: string): string => join(dataHome(home), 'git');

/** Our own clones of users' repositories. */
export async function clonesIn(home: string): Promise<string[]> {
  const folder = gitFolder(home);
  return (await readdir(folder)).filter((name) => name.endsWith('.git')).map((name) => join(folder, name));
}

/** Lock files of git that lie in a git directory. Folders that go while they are read say that git is at work. */
export async function locksIn(gitDir: string): Promise<string[]> {
  const names = await readdir(gitDir, { recursive: true }).catch(() => undefined);
  if (names === undefined) return [`${gitDir} cannot be read just now`];
  return names.filter((name) => name.endsWith('.lock')).map((name) => `lock ${join(gitDir, name)}`);
}

/** Working trees that a clone knows of, besides itself. */
export async function worktreesOf(clone: string): Promise<string[]> {
  const list = await git(clone, 'worktree', 'list', '--porcelain');
  return list.split('\n').filter((line) => line.startsWith('worktree ') && line !== `worktree ${clone}`);
}

/** Working trees that are on their way out, or were not made to their end. */
export const discarded = (home: string): Promise<string[]> =>
  filesIn(join(gitFolder(home), 'trash'), 'a worktree in the trash');

/** Trees that were laid out for commands and checks. */
export const sandboxTrees = (home: string): Promise<string[]> =>
  filesIn(join(dataHome(home), 'sandbox'), 'a tree in the sandbox');

async function filesIn(folder: string, what: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.map((name) => `${what}: ${name}`);
}
