import { readFile, readdir, rm, stat } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { remainingMs } from '@throughline/resilience';

const OWNER_WAIT_MS = 10_000;
/** Times of files, of processes and of the machine are rounded each in its own way. */
const CLOCK_STEP_MS = 1_000;

/** Locks, and packs that were never finished. */
const LEFT_OVER = /\.lock$|^tmp_(?:pack|idx|rev)_/;

/**
 * Removes lock files and unfinished packs that git processes of a killed service have left in a clone of ours.
 * Such processes may outlive their service by a moment; they are known by the configuration file that only we
 * give them, and nothing is begun in the clone before the last of them has ended. Those of another process of this
 * service that lives are at work: a file is removed only when it is older than every git process that lives.
 *
 * @returns false when a process of a killed service still works after a while; nothing is removed then
 */
export async function removeStaleLocks(clone: string, globalConfig: string): Promise<boolean> {
  const until = performance.now() + remainingMs(OWNER_WAIT_MS);
  let living = await livingGit(globalConfig);
  while (living?.some(({ isOrphan }) => isOrphan) === true) {
    if (performance.now() > until) return false;
    await delay(50);
    living = await livingGit(globalConfig);
  }
  const before = Math.min(Date.now(), ...(living ?? []).map(({ startedAt }) => startedAt)) - CLOCK_STEP_MS;
  const locks = await oldLocks(clone, before);
  if (living === undefined && locks.length > 0) return false;
  await Promise.all(locks.map((lock) => rm(lock, { force: true })));
  return true;
}

async function oldLocks(clone: string, before: number): Promise<string[]> {
  const top = await lockNames(clone, false);
  const below = await Promise.all(
    ['refs', 'logs', 'worktrees', 'objects/pack'].map((folder) => lockNames(join(clone, folder), true)),
  );
  const locks = [...top, ...below.flat()];
  const ages = await Promise.all(locks.map(async (lock) => ({ lock, at: await modifiedAt(lock) })));
  return ages.filter(({ at }) => at < before).map(({ lock }) => lock);
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

/** The git processes of ours. Undefined: no /proc to tell by. */
async function livingGit(globalConfig: string): Promise<LivingGit[] | undefined> {
  const pids = (await readdir('/proc').catch(() => undefined))?.filter((name) => /^\d+$/.test(name));
  if (pids === undefined) return undefined;
  const found = await Promise.all(pids.map((pid) => lookAt(pid, globalConfig)));
  return found.filter((each) => each !== undefined);
}

interface LivingGit {
  readonly startedAt: number;
  /** The service that has started it is gone. */
  readonly isOrphan: boolean;
}

async function lookAt(pid: string, globalConfig: string): Promise<LivingGit | undefined> {
  const environ = await environmentOf(pid);
  if (!environ.includes(`GIT_CONFIG_GLOBAL=${globalConfig}`)) return undefined;
  const fields = await statFields(pid);
  if (fields === undefined) return undefined;
  // The process group's leader is started by us; its own children are in the same group.
  const leader = await statFields(fields.group);
  return { startedAt: fields.startedAt, isOrphan: leader === undefined || !(await isService(leader.parent)) };
}

/** This process, or another one of this service: it ends its git processes itself. */
async function isService(pid: string): Promise<boolean> {
  return pid === String(process.pid) || (await environmentOf(pid)).includes(OWN_NAME);
}

const OWN_NAME = 'SERVICE_NAME=git-worktree';

const environmentOf = async (pid: string): Promise<string[]> =>
  (await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')).split('\0');

interface StatFields {
  readonly parent: string;
  readonly group: string;
  readonly startedAt: number;
}

/** Fields 4, 5 and 22 of proc_pid_stat(5); the last is in hundredths of a second since the machine was started. */
async function statFields(pid: string): Promise<StatFields | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [, parent, group] = fields;
  const ticks = Number(fields[19]);
  if (parent === undefined || group === undefined || Number.isNaN(ticks)) return undefined;
  return { parent, group, startedAt: Date.now() - uptime() * 1_000 + ticks * 10 };
}
