import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { GitFailedError } from '../git/git.errors.js';
import type { Git } from '../git/git.js';
import { systemErrorCode } from '../git/system-error.js';
import {
  NotARepositoryError,
  RepositoryBrokenError,
  RepositoryNotFoundError,
  RepositoryPathInvalidError,
  RepositoryUnreadableError,
} from './repository.errors.js';

/** A repository of the user. Nothing here writes into it. */
export interface UserRepository {
  /** The top of its working tree, or the git directory of a repository without one. */
  readonly path: string;
  readonly gitDir: string;
}

/** Finds the repository that a folder belongs to, as git itself would. */
export async function findUserRepository(git: Git, path: string): Promise<UserRepository> {
  const folder = await realFolder(path);
  const gitDir = await gitDirOf(git, folder);
  const top = await topLevel(git, folder, gitDir);
  return { path: top ?? gitDir, gitDir };
}

/** Finds again the repository whose top is known. */
export async function openUserRepository(git: Git, path: string): Promise<UserRepository> {
  const found = await findUserRepository(git, path);
  // Where it has gone, git would find the repository of a folder further up.
  if (found.path !== path) throw new NotARepositoryError(path);
  return found;
}

async function realFolder(path: string): Promise<string> {
  if (!isAbsolute(path) || path.includes('\0')) throw new RepositoryPathInvalidError(path);
  try {
    const real = await realpath(path);
    if (!(await stat(real)).isDirectory()) throw new NotARepositoryError(path);
    await access(real, constants.R_OK | constants.X_OK);
    return real;
  } catch (error) {
    throw folderError(path, error);
  }
}

function folderError(path: string, error: unknown): unknown {
  const code = systemErrorCode(error);
  if (code === 'EACCES' || code === 'EPERM') return new RepositoryUnreadableError(path, error);
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP' || code === 'ENAMETOOLONG')
    return new RepositoryNotFoundError(path, error);
  return error;
}

async function gitDirOf(git: Git, folder: string): Promise<string> {
  try {
    return await path(git, folder, '--absolute-git-dir');
  } catch (error) {
    if (!(error instanceof GitFailedError)) throw error;
    throw (await looksLikeRepository(folder)) || !error.stderr.includes('not a git repository')
      ? new RepositoryBrokenError(folder, error.stderr)
      : new NotARepositoryError(folder);
  }
}

/** One path as git prints it; a path may hold line ends itself. */
async function path(git: Git, cwd: string, question: string): Promise<string> {
  const { stdout } = await git.run(['rev-parse', question], { cwd });
  return stdout.replace(/\n$/, '');
}

async function looksLikeRepository(folder: string): Promise<boolean> {
  const isThere = (name: string): Promise<boolean> =>
    stat(join(folder, name)).then(
      () => true,
      () => false,
    );
  return (await isThere('.git')) || ((await isThere('objects')) && (await isThere('refs')));
}

/**
 * The top of the working tree, if asking there leads to the same repository again:
 * `core.worktree` may name any folder, and only one that is the repository's own is taken.
 */
async function topLevel(git: Git, folder: string, gitDir: string): Promise<string | undefined> {
  const answers = await git.run(['rev-parse', '--is-bare-repository', '--is-inside-work-tree'], {
    cwd: folder,
  });
  const [bare, inside] = answers.stdout.split('\n');
  if (bare === 'true') return undefined;
  const parent = basename(gitDir) === '.git' ? dirname(gitDir) : undefined;
  const top = inside === 'true' ? await path(git, folder, '--show-toplevel') : parent;
  if (top === undefined) return undefined;
  const again = await path(git, top, '--absolute-git-dir').catch(() => undefined);
  return again === gitDir ? top : undefined;
}
