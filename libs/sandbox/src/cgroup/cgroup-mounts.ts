import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export const CONTROLLERS = ['memory', 'pids'] as const;
export type Controller = (typeof CONTROLLERS)[number];

/** Folders in which a cgroup for the controller might be made, best first. */
export interface CgroupPlace {
  readonly version: 1 | 2;
  readonly controller: Controller;
  readonly folders: readonly string[];
}

/** Where this process could make cgroups, by what the kernel says of its mounts and of its own membership. */
export async function cgroupPlaces(): Promise<CgroupPlace[]> {
  const [mounts, membership] = await Promise.all([
    readFile('/proc/self/mountinfo', 'utf8').catch(() => ''),
    readFile('/proc/self/cgroup', 'utf8').catch(() => ''),
  ]);
  return CONTROLLERS.flatMap((controller) => placeOf(controller, mounts, membership) ?? []);
}

/** Version 1 where the controller is mounted so, else version 2. Own cgroup first, so that its limits go on holding. */
export function placeOf(controller: Controller, mounts: string, membership: string): CgroupPlace | undefined {
  const all = mounts.split('\n').flatMap((line) => parseMount(line) ?? []);
  const first = all.find((mount) => mount.type === 'cgroup' && mount.options.includes(controller));
  if (first !== undefined) {
    const own =
      memberships(membership).find(({ controllers }) => controllers.includes(controller))?.path ?? '/';
    return { version: 1, controller, folders: [...new Set([join(first.folder, own), first.folder])] };
  }
  const second = all.find((mount) => mount.type === 'cgroup2');
  if (second === undefined) return undefined;
  const own = memberships(membership).find(({ id }) => id === '0')?.path ?? '/';
  return {
    version: 2,
    controller,
    folders: [...new Set([join(second.folder, own), join(second.folder, own, '..'), second.folder])],
  };
}

function memberships(text: string): { id: string; controllers: string[]; path: string }[] {
  return text.split('\n').flatMap((line) => {
    const [, id = '', controllers = '', path = '/'] = /^(\d+):([^:]*):(.*)$/.exec(line) ?? [];
    return id === '' ? [] : [{ id, controllers: controllers.split(','), path }];
  });
}

function parseMount(line: string): { folder: string; type: string; options: string[] } | undefined {
  const [before = '', after = ''] = line.split(' - ');
  const folder = before.split(' ')[4];
  const [type, , options = ''] = after.split(' ');
  return folder === undefined || type === undefined
    ? undefined
    : { folder, type, options: options.split(',') };
}
