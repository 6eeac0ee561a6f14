// Two commands started at once in a fresh clone: the second waits for the first.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

const LONGEST_MS = 15 * 60_000;

/** Takes the lock, waiting for a live holder; returns what releases it. */
export function takeLock(path) {
  const end = Date.now() + LONGEST_MS;
  while (!tryToTake(path)) {
    if (!isAlive(holderOf(path))) rmSync(path, { force: true });
    else if (Date.now() > end) throw new Error(`another bootstrap holds ${path}`);
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
  return () => rmSync(path, { force: true });
}

function tryToTake(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

function holderOf(path) {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return 0;
  }
}

function isAlive(pid) {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
