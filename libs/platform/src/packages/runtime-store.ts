import { existsSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, rename } from 'node:fs/promises';
import { join } from 'node:path';
import lockfile from 'proper-lockfile';

const EVERY_MS = 500;
const PATIENCE_MS = 5 * 60_000;

/**
 * The folder of a runtime, made by `make` the first time. It appears whole or not at all, and two who need
 * it at once make it once: the second waits for as long as its patience lasts.
 */
export async function keepRuntime(
  runtimes: string,
  name: string,
  make: (folder: string) => Promise<void>,
  patienceMs = PATIENCE_MS,
): Promise<string> {
  const folder = join(runtimes, name);
  if (existsSync(folder)) return folder;
  await mkdir(runtimes, { recursive: true });
  const release = await lockfile.lock(folder, {
    realpath: false,
    stale: 20_000,
    retries: { retries: Math.ceil(patienceMs / EVERY_MS), minTimeout: 100, maxTimeout: EVERY_MS },
    // At worst it is made twice, and the second finds the folder there.
    onCompromised: () => undefined,
  });
  try {
    if (!existsSync(folder)) await makeWhole(runtimes, folder, make);
    return folder;
  } finally {
    await release();
  }
}

async function makeWhole(
  runtimes: string,
  folder: string,
  make: (folder: string) => Promise<void>,
): Promise<void> {
  const fresh = await mkdtemp(join(runtimes, 'incomplete-'));
  try {
    await make(fresh);
    await rename(fresh, folder);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}
