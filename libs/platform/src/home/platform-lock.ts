import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import lockfile from 'proper-lockfile';
import { PlatformRunningError } from '../platform-errors.js';
import { waitForEnd } from '../process/end-process.js';
import { type ProcessIdentity, identify, isAlive, isProcessIdentity } from '../process/process-identity.js';

/** One platform at a time on a state folder. */
export interface PlatformLock {
  /** Names the process that cleans up after us, so that whoever takes over waits for it. */
  nameReaper(reaper: ProcessIdentity | undefined): void;
  release(): void;
}

interface Holder {
  readonly owner: ProcessIdentity;
  readonly reaper?: ProcessIdentity;
}

const REAPING_MS = 60_000;

/**
 * Takes the state folder for this process. The lock of a dead process is taken over once its reaper is done.
 * @throws {PlatformRunningError} when a live process has it
 */
export async function lockHome(home: string): Promise<PlatformLock> {
  const path = join(home, 'platform.lock');
  const owner = identify(process.pid);
  if (owner === undefined) throw new Error('this process cannot be identified');
  const previous = await takeOver(home, path, owner);
  if (previous?.reaper !== undefined) await waitForEnd(previous.reaper, REAPING_MS);
  return {
    nameReaper: (reaper) => write(path, reaper === undefined ? { owner } : { owner, reaper }),
    release: () => rmSync(path, { force: true }),
  };
}

/** Reading and replacing must not be interleaved with another's: that step alone is under a short lock. */
async function takeOver(home: string, path: string, owner: ProcessIdentity): Promise<Holder | undefined> {
  const retries = { retries: 60, minTimeout: 50, maxTimeout: 250 };
  const release = await lockfile.lock(home, { lockfilePath: `${path}.guard`, stale: 10_000, retries });
  try {
    const previous = read(path);
    if (previous !== undefined && isAlive(previous.owner))
      throw new PlatformRunningError(home, previous.owner.pid);
    write(path, previous?.reaper === undefined ? { owner } : { owner, reaper: previous.reaper });
    return previous;
  } finally {
    await release();
  }
}

function write(path: string, holder: Holder): void {
  writeFileSync(`${path}.${process.pid}`, JSON.stringify(holder), { mode: 0o600 });
  renameSync(`${path}.${process.pid}`, path);
}

function read(path: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isHolder(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isHolder(value: unknown): value is Holder {
  if (typeof value !== 'object' || value === null) return false;
  if (!('owner' in value && isProcessIdentity(value.owner))) return false;
  return !('reaper' in value) || isProcessIdentity(value.reaper);
}
