import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { type TreeId, treeId } from '@throughline/contracts';
import type { Git, GitOptions } from '../git/git.js';

export interface WorktreePlace {
  readonly cloneDir: string;
  readonly gitDir: string;
  readonly workTree: string;
}

export const placeOf = ({ cloneDir, gitDir, workTree }: WorktreePlace): GitOptions => ({
  commonDir: cloneDir,
  gitDir,
  workTree,
});

/**
 * The workspace's files as a tree; what the tree's own .gitignore leaves out stays out. It works on a copy
 * of the worktree's index, which knows the files' times, so that only changed files are read.
 */
export async function snapshotTree(git: Git, place: WorktreePlace, scratch: string): Promise<TreeId> {
  const indexFile = join(scratch, `${randomUUID()}.index`);
  const own = join(place.gitDir, 'index');
  try {
    await mkdir(scratch, { recursive: true });
    await copyFile(own, indexFile);
    // A file changed after the index was written must not look older than the copy.
    const { atime, mtime } = await stat(own);
    await utimes(indexFile, atime, mtime);
    await git.run(['add', '--all'], { ...placeOf(place), indexFile });
    return treeId(await git.line(['write-tree'], { ...placeOf(place), indexFile }));
  } finally {
    await rm(indexFile, { force: true });
    await rm(`${indexFile}.lock`, { force: true });
  }
}

/** How many files differ between two trees. */
export async function countChanges(git: Git, cloneDir: string, from: string, to: string): Promise<number> {
  if (from === to) return 0;
  const argv = ['diff-tree', '-r', '--no-renames', '--name-only', '-z', from, to, '--'];
  const { stdout } = await git.run(argv, { gitDir: cloneDir });
  return stdout.split('\0').length - 1;
}
