import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const PERIOD_MS = 100;

/** Memory of one process as the kernel tells it. */
export interface ProcessMemory {
  readonly pid: number;
  readonly parent: number;
  readonly bytes: number;
}

/**
 * Where no cgroup holds the memory of a sandbox: adds up what its processes hold, again and again.
 * Limits of the kernel on single processes do not serve, for they count what a process only reserves, and every
 * thread of Node reserves half a gigabyte.
 * @returns true as soon as it is more than `maxBytes`, false when the signal was aborted before
 */
export async function exceedsMemory(root: number, maxBytes: number, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    if (memoryOf(root, await allProcesses()) > maxBytes) return !signal.aborted;
    await delay(PERIOD_MS, undefined, { signal, ref: false }).catch(() => undefined);
  }
  return false;
}

/** Bytes held by a process and all that descend from it. */
export function memoryOf(root: number, processes: readonly ProcessMemory[]): number {
  const children = new Map<number, ProcessMemory[]>();
  for (const each of processes) children.set(each.parent, [...(children.get(each.parent) ?? []), each]);
  let bytes = processes.find(({ pid }) => pid === root)?.bytes ?? 0;
  const open = [root];
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    for (const child of children.get(pid) ?? []) {
      bytes += child.bytes;
      open.push(child.pid);
    }
  }
  return bytes;
}

async function allProcesses(): Promise<ProcessMemory[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const all = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')));
  return all.map(processMemory).filter(({ pid }) => pid > 0);
}

/** Own pages and shared memory; pages of files do not count, for the kernel can take them back. */
export function processMemory(status: string): ProcessMemory {
  const number = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
  return {
    pid: number('Pid'),
    parent: number('PPid'),
    bytes: 1024 * (number('RssAnon') + number('RssShmem')),
  };
}
