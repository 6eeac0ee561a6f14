import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, killIfAlive } from '../process-alive.js';
import { setTimeout as delay } from 'node:timers/promises';
import type { CgroupPlace, Controller } from './cgroup-mounts.js';

const LIMIT_FILES = {
  1: {
    memory: 'memory.limit_in_bytes',
    swap: 'memory.memsw.limit_in_bytes',
    pids: 'pids.max',
    events: 'memory.oom_control',
  },
  2: { memory: 'memory.max', swap: 'memory.swap.max', pids: 'pids.max', events: 'memory.events' },
} as const;

const REMOVAL_TRIES = 40;
const REMOVAL_PAUSE_MS = 25;

/** One cgroup with one limit, for the processes of one sandbox. */
export class LimitFolder {
  private constructor(
    readonly path: string,
    private readonly version: 1 | 2,
    private readonly controller: Controller,
  ) {}

  /** @throws where the kernel holds no such limit in the folder */
  static async create(folder: string, name: string, place: CgroupPlace, limit: number): Promise<LimitFolder> {
    const made = new LimitFolder(join(folder, name), place.version, place.controller);
    await mkdir(made.path);
    await made.setLimit(limit).catch(async (error: unknown) => {
      await rmdir(made.path).catch(() => undefined);
      throw error;
    });
    return made;
  }

  async add(pid: number): Promise<void> {
    await this.write('cgroup.procs', `${pid}`);
  }

  /** Whether the kernel has ended a process of this cgroup for its memory. */
  async sawOutOfMemory(): Promise<boolean> {
    if (this.controller !== 'memory') return false;
    const events = await readFile(join(this.path, LIMIT_FILES[this.version].events), 'utf8').catch(() => '');
    return /^oom_kill [1-9]/m.test(events);
  }

  /** Ends what is still in it and takes it away. */
  async remove(): Promise<void> {
    for (let left = REMOVAL_TRIES; left > 0; left -= 1) {
      await this.killAll();
      if (await rmdir(this.path).then(() => true, isGone)) return;
      await delay(REMOVAL_PAUSE_MS);
    }
  }

  private async setLimit(limit: number): Promise<void> {
    const files = LIMIT_FILES[this.version];
    await this.write(files[this.controller], `${limit}`);
    if (this.controller !== 'memory') return;
    // Not every kernel counts swap; the limit on memory holds without it.
    await this.write(files.swap, this.version === 1 ? `${limit}` : '0').catch(() => undefined);
  }

  private async killAll(): Promise<void> {
    const pids = await readFile(join(this.path, 'cgroup.procs'), 'utf8').catch(() => '');
    for (const pid of pids.split('\n').map(Number)) {
      if (pid > 0) killIfAlive(pid);
    }
  }

  /** Without O_CREAT: in a folder that is no cgroup the file does not come into being, and the write fails. */
  private write(file: string, text: string): Promise<void> {
    return writeFile(join(this.path, file), text, { flag: 'r+' });
  }
}

const isGone = (error: NodeJS.ErrnoException): boolean => error.code === 'ENOENT';

/** Takes away the empty cgroups of processes that were killed before they could. */
export async function removeStale(folder: string, prefix: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names.filter((each) => each.startsWith(prefix))) {
    const owner = Number(name.slice(prefix.length).split('-')[0]);
    if (!isAlive(owner)) await rmdir(join(folder, name)).catch(() => undefined);
  }
}
