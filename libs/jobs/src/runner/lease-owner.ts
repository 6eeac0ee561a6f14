import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

/** Owners that this process has made: none of them is gone while it runs. */
const own = new Set<string>();

/** One process, also against an earlier one with the same number: `host/pid/unique`. */
export function newLeaseOwner(): string {
  const owner = `${hostname()}/${process.pid}/${randomUUID()}`;
  own.add(owner);
  return owner;
}

/**
 * Whether the process that holds a lease is certainly gone: it ran on this machine, and its number is free or ours.
 * Of processes elsewhere nothing is known; their leases run out by themselves.
 */
export function isGone(owner: string): boolean {
  const [host, pid] = owner.split('/');
  if (own.has(owner) || host !== hostname()) return false;
  return Number(pid) === process.pid || !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(typeof error === 'object' && error !== null && 'code' in error && error.code === 'ESRCH');
  }
}
