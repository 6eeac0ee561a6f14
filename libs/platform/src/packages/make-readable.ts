import { chmod, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Lets every user read a tree, and enter and run in it what its owner can. */
export async function makeReadable(folder: string): Promise<void> {
  await allowReading(folder);
  const entries = await readdir(folder, { recursive: true });
  for (const name of entries) await allowReading(join(folder, name));
}

async function allowReading(path: string): Promise<void> {
  const { mode } = await lstat(path).then((stats) => (stats.isSymbolicLink() ? { mode: undefined } : stats));
  if (mode === undefined) return;
  const wanted = mode | 0o444 | ((mode & 0o100) === 0 ? 0 : 0o111);
  if (wanted !== mode) await chmod(path, wanted & 0o7777);
}
