import { readFile } from 'node:fs/promises';
import { DEFAULT_MAX_PROCESSES, MAX_FILE_BYTES, type SandboxOptions } from './sandbox-options.js';

/** A program may use several processors at a time: this many times its time limit. */
const CPU_SHARE = 4;

/** What `prlimit` and /proc call the limits. */
const HARD_LIMITS = {
  cpu: 'Max cpu time',
  nproc: 'Max processes',
  fsize: 'Max file size',
  data: 'Max data size',
} as const;

export type ResourceLimits = Readonly<Partial<Record<keyof typeof HARD_LIMITS, number>>>;

/** Limits on each process (processes: on the sandbox's user), none of them above what this service itself has. */
export async function resourceLimits(options: SandboxOptions): Promise<ResourceLimits> {
  const wanted = {
    cpu: Math.max(1, Math.ceil((CPU_SHARE * options.timeoutMs) / 1000)),
    nproc: options.maxProcesses ?? DEFAULT_MAX_PROCESSES,
    fsize: MAX_FILE_BYTES,
  };
  return cappedBy(await readFile('/proc/self/limits', 'utf8').catch(() => ''), wanted);
}

/** A limit above the hard one of the process cannot be set, and need not be: the hard one holds. */
export function cappedBy(hardLimits: string, wanted: ResourceLimits): ResourceLimits {
  const capped = Object.entries(HARD_LIMITS).flatMap(([name, title]) => {
    const value = Object.entries(wanted).find(([key]) => key === name)?.[1];
    const [, , hard] = new RegExp(`^${title} +(\\S+) +(\\d+)`, 'm').exec(hardLimits) ?? [];
    return value === undefined
      ? []
      : [[name, hard === undefined ? value : Math.min(value, Number(hard))] as const];
  });
  return Object.fromEntries(capped);
}
