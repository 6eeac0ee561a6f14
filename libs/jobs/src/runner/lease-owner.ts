import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

/** One process, also against an earlier one with the same number: `host/pid/unique`. */
export const newLeaseOwner = (): string => `${hostname()}/${process.pid}/${randomUUID()}`;

/**
 * Whether the process that holds a lease is certainly gone: it ran on this machine, and its number is free or ours.
 * Of processes elsewhere nothing is known; their leases run out by themselves.
 */
export function isGone(owner: string, self: string): boolean {
  const [host, pid] = owner.split('/');
  if (owner === self || host !== hostname()) return false;
  return Number(pid) === process.pid || !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
