import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { WORK_FOLDER } from './bwrap-arguments.js';
import { killIfAlive } from './process-alive.js';

const LIMIT_MS = 5_000;
const LOOK_EVERY_MS = 20;

/**
 * Ends every sandbox on the directory. bubblewrap dies with its parent only from some step of its start on: one whose
 * parent is killed just before waits for it forever, or runs its program without anybody to end it.
 */
export async function endSandboxesOn(directory: string): Promise<void> {
  const limit = performance.now() + LIMIT_MS;
  for (;;) {
    const left = await sandboxesOn(directory);
    left.forEach(killIfAlive);
    if (left.length === 0 || performance.now() > limit) return;
    await sleep(LOOK_EVERY_MS);
  }
}

/** By the command line, which names the directory from before bubblewrap itself runs. */
async function sandboxesOn(directory: string): Promise<number[]> {
  const bind = `\0--bind\0${directory}\0${WORK_FOLDER}\0`;
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0 && pid !== process.pid);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return command.includes(bind) ? [pid] : [];
    }),
  );
  return found.flat();
}
