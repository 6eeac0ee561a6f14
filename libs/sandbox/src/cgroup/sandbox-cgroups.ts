import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type CgroupPlace, cgroupPlaces, type Controller } from './cgroup-mounts.js';
import { LimitFolder, removeStale } from './limit-folder.js';

const PREFIX = 'throughline-sandbox-';
let count = 0;

interface RealPlace {
  readonly place: CgroupPlace;
  readonly folder: string;
}

export interface CgroupLimits {
  readonly memory: number;
  readonly pids: number;
}

/** The cgroups of one sandbox: one for each controller that is real here. */
export class SandboxCgroup {
  constructor(private readonly folders: readonly LimitFolder[]) {}

  async add(pid: number): Promise<void> {
    for (const folder of this.folders) await folder.add(pid);
  }

  async sawOutOfMemory(): Promise<boolean> {
    const seen = await Promise.all(this.folders.map((folder) => folder.sawOutOfMemory()));
    return seen.includes(true);
  }

  async remove(): Promise<void> {
    await Promise.all(this.folders.map((folder) => folder.remove()));
  }
}

/** The controllers that hold on this machine for this process, each tried out with a real process. */
export class SandboxCgroups {
  private constructor(private readonly places: readonly RealPlace[]) {}

  static async find(): Promise<SandboxCgroups> {
    const real = await Promise.all((await cgroupPlaces()).map(findReal));
    return new SandboxCgroups(real.flatMap((each) => each ?? []));
  }

  versionOf(controller: Controller): 1 | 2 | undefined {
    return this.places.find(({ place }) => place.controller === controller)?.place.version;
  }

  async create(limits: CgroupLimits): Promise<SandboxCgroup> {
    count += 1;
    const made: LimitFolder[] = [];
    try {
      for (const { place, folder } of this.places) {
        const name = `${PREFIX}${process.pid}-${count}-${place.controller}`;
        made.push(await LimitFolder.create(folder, name, place, limits[place.controller]));
      }
    } catch (error) {
      await new SandboxCgroup(made).remove();
      throw error;
    }
    return new SandboxCgroup(made);
  }
}

async function findReal(place: CgroupPlace): Promise<RealPlace | undefined> {
  for (const folder of place.folders) {
    await removeStale(folder, PREFIX);
    if (await isReal(place, folder)) return { place, folder };
  }
  return undefined;
}

/** A limit is real when a cgroup with it takes in a running process. */
async function isReal(place: CgroupPlace, folder: string): Promise<boolean> {
  const name = `${PREFIX}${process.pid}-probe-${place.controller}`;
  const made = await LimitFolder.create(
    folder,
    name,
    place,
    place.controller === 'memory' ? 64 * 1024 ** 2 : 64,
  ).catch(() => undefined);
  if (made === undefined) return false;
  const child = spawn('sleep', ['10'], { stdio: 'ignore' });
  const ended = once(child, 'close');
  try {
    await once(child, 'spawn');
    await made.add(child.pid ?? 0);
    return true;
  } catch {
    return false;
  } finally {
    child.kill('SIGKILL');
    await ended.catch(() => undefined);
    await made.remove();
  }
}

let known: Promise<SandboxCgroups> | undefined;

/** Found out once for each process. */
export function sandboxCgroups(): Promise<SandboxCgroups> {
  known ??= SandboxCgroups.find();
  return known;
}
