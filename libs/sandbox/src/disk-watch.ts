import { lstat, opendir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const PERIOD_MS = 250;

/** What files take of a file system. */
export interface DiskUse {
  readonly bytes: number;
  readonly files: number;
}

/**
 * No limit of the kernel bounds what many files take together. What the file system has lost since the start is looked
 * at again and again, which costs nothing; only when that is too much are the files that the sandbox has written added
 * up, for others write to the disk as well.
 * @returns true as soon as they take more than `most`, false when the signal was aborted before
 */
export async function exceedsDisk(directory: string, most: DiskUse, signal: AbortSignal): Promise<boolean> {
  const since = Date.now();
  const start = await freeOf(directory);
  while (!signal.aborted) {
    await delay(PERIOD_MS, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) return false;
    const free = await freeOf(directory);
    const lost = { bytes: start.bytes - free.bytes, files: start.files - free.files };
    if (isMore(lost, most) && isMore(await writtenSince(directory, since), most)) return !signal.aborted;
  }
  return false;
}

const isMore = (use: DiskUse, most: DiskUse): boolean => use.bytes > most.bytes || use.files > most.files;

async function freeOf(directory: string): Promise<DiskUse> {
  const { bavail, bsize, ffree } = await statfs(directory);
  return { bytes: bavail * bsize, files: ffree };
}

/**
 * What was written in a folder and all below it takes, by the time of the last change, which no program can set.
 * Links are not followed; what goes away meanwhile counts nothing.
 */
export async function writtenSince(directory: string, since: number): Promise<DiskUse> {
  let [bytes, files] = [0, 0];
  const open = [directory];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for await (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name);
      const stats = await lstat(path).catch(() => undefined);
      if (stats?.isDirectory() === true) open.push(path);
      if (stats === undefined || stats.ctimeMs < since) continue;
      bytes += stats.blocks * 512;
      files += 1;
    }
  }
  return { bytes, files };
}

/** A folder that cannot be read, or is gone, has no entries. */
async function* entriesOf(folder: string) {
  const handle = await opendir(folder).catch(() => undefined);
  if (handle !== undefined) yield* handle;
}
