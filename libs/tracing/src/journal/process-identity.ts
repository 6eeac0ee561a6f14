import { readFileSync } from 'node:fs';

/**
 * What tells a process from a later one with the same pid: when it started, and in which run of the machine.
 * Journals carry it in their folder's name, which serves as their lock: it is held as long as that process lives.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks from boot to the start of the process; empty where the system does not tell. */
  readonly start: string;
  readonly boot: string;
}

const IDENTITY = /^(\d+)-(\d*)-([0-9a-f]*)(?:-[0-9a-f]+)?$/;

export const identityText = ({ pid, start, boot }: ProcessIdentity): string => `${pid}-${start}-${boot}`;

export function parseIdentity(text: string): ProcessIdentity | undefined {
  const [, pid, start, boot] = IDENTITY.exec(text) ?? [];
  return pid === undefined || start === undefined || boot === undefined
    ? undefined
    : { pid: Number(pid), start, boot };
}

export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, start: startOf(process.pid) ?? '', boot: bootOf() };
}

/** Whether exactly this process still lives; a recycled pid does not count. */
export function isAlive(identity: ProcessIdentity): boolean {
  if (identity.boot !== bootOf()) return false;
  const start = startOf(identity.pid);
  return start === undefined ? identity.start === '' && answers(identity.pid) : start === identity.start;
}

function startOf(pid: number): string | undefined {
  const stat = contentOf(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The program's name, in parentheses, may hold anything; the state is field 3 and the start time field 22.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? undefined : fields[19];
}

const bootOf = (): string => contentOf('/proc/sys/kernel/random/boot_id')?.slice(0, 8) ?? '';

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // no such process, or a system without /proc
  }
}

function answers(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return typeof error === 'object' && error !== null && 'code' in error && error.code === 'EPERM';
  }
}
