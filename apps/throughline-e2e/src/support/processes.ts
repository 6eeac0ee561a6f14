import { readdir, readFile, readlink } from 'node:fs/promises';
import { until } from './until.js';

export interface SeenProcess {
  readonly pid: number;
  readonly command: string;
}

/** Every process that has the text in its command line, its environment or its working folder. */
export async function processesWith(text: string): Promise<SeenProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(pids.filter((pid) => pid !== process.pid).map((pid) => lookAt(pid, text)));
  return found.flatMap((seen) => seen ?? []);
}

/** All have ended, within the time that a kill of the supervisor may take at most. */
export async function untilNoneWith(text: string, withinMs = 30_000): Promise<void> {
  await until(async () => (await processesWith(text)).length === 0, {
    withinMs,
    otherwise: async () => `these processes are left: ${JSON.stringify(await processesWith(text))}`,
  });
}

async function lookAt(pid: number, text: string): Promise<SeenProcess | undefined> {
  const [command, environment, folder] = await Promise.all([
    read(`/proc/${String(pid)}/cmdline`),
    read(`/proc/${String(pid)}/environ`),
    readlink(`/proc/${String(pid)}/cwd`).catch(() => ''),
  ]);
  const isMeant = [command, environment, folder].some((part) => part.includes(text));
  return isMeant ? { pid, command: command.replaceAll('\0', ' ').trim().slice(0, 300) } : undefined;
}

/** A process that ends meanwhile has nothing to tell; so has one that waits to be collected. */
const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
