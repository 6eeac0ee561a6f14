import type { Stats } from 'node:fs';
import { lstat, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { systemErrorCode } from '../git/system-error.js';
import { NotAFolderError, PathOutsideWorkspaceError, PathRefusedError } from './workspace.errors.js';
import { pathRefusal, plainPath } from './workspace-path.js';

export interface ContainedPath {
  /** The absolute path, free of symbolic links. */
  readonly real: string;
  /** What is there; undefined: nothing yet. */
  readonly stats: Stats | undefined;
}

/** What happens to a symbolic link at the path's end; those on the way are always followed. */
export type LastLink = 'follow' | 'keep';

/**
 * Where a path of an agent leads in a workspace. It is walked part by part: a symbolic link may be
 * followed within the workspace only, and never into git's own files.
 * @param root the workspace's top folder, itself free of symbolic links
 */
export async function containedPath(
  root: string,
  path: string,
  last: LastLink = 'follow',
): Promise<ContainedPath> {
  const refusal = pathRefusal(path);
  if (refusal !== undefined) throw new PathRefusedError(path, refusal);
  const names = plainPath(path)
    .split('/')
    .filter((name) => name !== '');
  let at: ContainedPath = { real: root, stats: await lstat(root) };
  for (const [i, name] of names.entries()) {
    if (at.stats === undefined) return { real: join(at.real, ...names.slice(i)), stats: undefined };
    if (!at.stats.isDirectory()) throw new NotAFolderError(names.slice(0, i).join('/'));
    at = await step(root, join(at.real, name), last === 'keep' && i === names.length - 1, path);
  }
  return at;
}

async function step(root: string, next: string, keep: boolean, path: string): Promise<ContainedPath> {
  const stats = await lstatIfThere(next);
  if (stats === undefined || keep || !stats.isSymbolicLink()) return { real: next, stats };
  const real = await realpath(next).catch(() => undefined);
  if (real === undefined || !isInside(root, real)) throw new PathOutsideWorkspaceError(path);
  return { real, stats: await lstat(real) };
}

/** Inside of the workspace, and at a place that the path rule would let be named. */
function isInside(root: string, real: string): boolean {
  const inner = relative(root, real).split(sep).join('/');
  return real === root || (real.startsWith(root + sep) && pathRefusal(inner) === undefined);
}

async function lstatIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
