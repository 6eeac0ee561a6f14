import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Never looked into: installed packages, and git's own. */
const SKIPPED = new Set(['node_modules', '.git']);
const MAX_FILES = 200_000;
const MAX_DEPTH = 100;

/** Each regular file of a folder (path relative to it) with a mark that changes when the file does. */
export type FileMarks = ReadonlyMap<string, string>;

/**
 * Reads the marks without opening a file. The mark has the time of the last change of the inode, which a program
 * cannot set, so nothing that a command writes goes unseen. Links are not followed.
 */
export async function fileMarks(directory: string): Promise<FileMarks> {
  const marks = new Map<string, string>();
  const folders: { path: string; depth: number }[] = [{ path: '', depth: 0 }];
  for (let folder = folders.pop(); folder !== undefined && marks.size < MAX_FILES; folder = folders.pop()) {
    for (const entry of await entriesOf(join(directory, folder.path))) {
      const path = folder.path === '' ? entry.name : `${folder.path}/${entry.name}`;
      if (entry.isDirectory() && !SKIPPED.has(entry.name) && folder.depth < MAX_DEPTH)
        folders.push({ path, depth: folder.depth + 1 });
      if (entry.isFile()) await addMark(marks, directory, path);
    }
  }
  return marks;
}

/** A folder that the program has made unreadable has nothing to hand back. */
const entriesOf = (folder: string): Promise<Dirent[]> =>
  readdir(folder, { withFileTypes: true }).catch(() => []);

async function addMark(marks: Map<string, string>, directory: string, path: string): Promise<void> {
  const found = await lstat(join(directory, path), { bigint: true }).catch(() => undefined);
  if (found !== undefined) marks.set(path, `${found.ctimeNs}:${found.size}:${found.mode}`);
}
