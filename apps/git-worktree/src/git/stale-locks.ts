import { readFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { remainingMs } from '@throughline/resilience';

const OWNER_WAIT_MS = 10_000;

/** Locks, and packs that were never finished. */
const LEFT_OVER = /\.lock$|^tmp_(?:pack|idx|rev)_/;

/**
 * Removes lock files and unfinished packs that git processes of a killed service have left in a clone of ours.
 * Such processes may outlive their service by a moment; they are known by the configuration file that only we
 * give them, and nothing is begun in the clone before the last of them has ended. A file is removed only when
 * it is older than this process.
 *
 * @returns false when such a process still works after a while; nothing is removed then
 */
export async function removeStaleLocks(clone: string, globalConfig: string): Promise<boolean> {
  const until = performance.now() + remainingMs(OWNER_WAIT_MS);
  let foreign = await hasForeignGit(globalConfig);
  while (foreign === true) {
    if (performance.now() > until) return false;
    await delay(50);
    foreign = await hasForeignGit(globalConfig);
  }
  const locks = await oldLocks(clone, Date.now() - process.uptime() * 1000);
  if (foreign === undefined && locks.length > 0) return false;
  await Promise.all(locks.map((lock) => rm(lock, { force: true })));
  return true;
}

async function oldLocks(clone: string, startedAt: number): Promise<string[]> {
  const top = await lockNames(clone, false);
  const below = await Promise.all(
    ['refs', 'logs', 'worktrees', 'objects/pack'].map((folder) => lockNames(join(clone, folder), true)),
  );
  const locks = [...top, ...below.flat()];
  const ages = await Promise.all(locks.map(async (lock) => ({ lock, at: await modifiedAt(lock) })));
  return ages.filter(({ at }) => at < startedAt).map(({ lock }) => lock);
}

/** One that goes just now belongs to a process that works. */
const modifiedAt = (lock: string): Promise<number> =>
  stat(lock).then(
    ({ mtimeMs }) => mtimeMs,
    () => Infinity,
  );

async function lockNames(folder: string, recursive: boolean): Promise<string[]> {
  const entries = await readdir(folder, { recursive, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && LEFT_OVER.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Whether a git process of ours lives that is no child of this process. Undefined: no /proc to tell by. */
async function hasForeignGit(globalConfig: string): Promise<boolean | undefined> {
  const pids = (await readdir('/proc').catch(() => undefined))?.filter((name) => /^\d+$/.test(name));
  if (pids === undefined) return undefined;
  const foreign = await Promise.all(pids.map((pid) => isForeignGit(pid, globalConfig)));
  return foreign.includes(true);
}

async function isForeignGit(pid: string, globalConfig: string): Promise<boolean> {
  const environ = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  if (!environ.split('\0').includes(`GIT_CONFIG_GLOBAL=${globalConfig}`)) return false;
  // The process group's leader is started by us; its own children are in the same group.
  const fields = await statFields(pid);
  const leader = fields === undefined ? undefined : await statFields(fields.group);
  return leader === undefined || leader.parent !== String(process.pid);
}

async function statFields(pid: string): Promise<{ parent: string; group: string } | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const [, parent, group] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return parent === undefined || group === undefined ? undefined : { parent, group };
}
