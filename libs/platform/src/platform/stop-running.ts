import { liveRecord } from '../home/platform-record.js';
import { waitForEnd } from '../process/end-process.js';

/** Long enough for three ranks of services that drain as slowly as they may. */
const STOP_MS = 90_000;

/**
 * Asks the platform that runs on a state folder to end, and waits until it has.
 * @returns false when none was running
 */
export async function stopRunningPlatform(home: string): Promise<boolean> {
  const record = liveRecord(home);
  if (record === undefined) return false;
  process.kill(record.owner.pid, 'SIGTERM');
  if (await waitForEnd(record.owner, STOP_MS)) return true;
  throw new Error(`the platform (process ${record.owner.pid}) did not end within ${STOP_MS / 1000} s`);
}
