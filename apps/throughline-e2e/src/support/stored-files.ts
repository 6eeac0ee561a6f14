import { createHash } from 'node:crypto';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Every entry under the folders, each file with the hash of its content. A folder that is not there has none. */
export async function filesUnder(root: string, folders: readonly string[]): Promise<Record<string, string>> {
  const found = await Promise.all(folders.map((folder) => entriesOf(join(root, folder))));
  const described = await Promise.all(
    found.flat().map(async (path): Promise<[string, string]> => [relative(root, path), await describe(path)]),
  );
  return Object.fromEntries(described.sort(([a], [b]) => a.localeCompare(b)));
}

async function entriesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.map((entry) => join(entry.parentPath, entry.name));
}

async function describe(path: string): Promise<string> {
  try {
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  } catch {
    return readlink(path).then(
      (target) => `-> ${target}`,
      () => 'folder',
    );
  }
}
