import { setTimeout as delay } from 'node:timers/promises';
import { type ProcessIdentity, isAlive } from './process-identity.js';

/** How a process is asked to end, and how long it may take before it is killed. */
export interface EndPolicy {
  readonly signal: 'SIGTERM' | 'SIGINT';
  readonly graceMs: number;
}

const POLL_MS = 20;

/**
 * Ends a process that leads its own group: first the signal to the process alone, so that it ends its
 * children in its own order, then SIGKILL to whatever is left of the group.
 */
export async function endProcessGroup(
  identity: ProcessIdentity,
  { signal, graceMs }: EndPolicy,
): Promise<void> {
  if (isAlive(identity)) {
    send(identity.pid, signal);
    await waitForEnd(identity, graceMs);
  }
  sweepGroup(identity.pid);
  await waitForEnd(identity, 5_000);
}

/** Kills what a process has left behind in its group. */
export const sweepGroup = (leader: number): void => send(-leader, 'SIGKILL');

/** Waits until a process, not necessarily a child of ours, has ended; false when it outlives the time. */
export async function waitForEnd(identity: ProcessIdentity, atMostMs: number): Promise<boolean> {
  const end = Date.now() + atMostMs;
  while (isAlive(identity)) {
    if (Date.now() >= end) return false;
    await delay(POLL_MS);
  }
  return true;
}

function send(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch {
    // It has ended meanwhile.
  }
}
