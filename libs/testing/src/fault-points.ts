import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the fault of one point of one service is armed. */
export const faultFile = (directory: string, service: string, point: string): string =>
  join(directory, service, encodeURIComponent(point));

/** Where a fault says that it has been fired: when, on the clock of the machine. */
export const firedFile = (armed: string): string => `${armed}.fired`;

/** What a process sends itself at a point: it dies, or stands still until somebody sends it SIGCONT. */
export type FaultSignal = 'SIGKILL' | 'SIGSTOP';

/**
 * Arms a fault: the service, started with `--import @throughline/testing/fault-preload` and
 * `THROUGHLINE_FAULTS_DIR` set to `directory`, sends itself the signal the next time it passes the point.
 * @param point the name of a fault point, or `NAME@SUBJECT` for one of what passes it
 */
export async function armFault(
  directory: string,
  service: string,
  point: string,
  signal: FaultSignal = 'SIGKILL',
): Promise<void> {
  await mkdir(join(directory, service), { recursive: true });
  await writeFile(faultFile(directory, service, point), signal);
}

/** Whether a fault armed earlier has not fired yet. */
export async function isFaultArmed(directory: string, service: string, point: string): Promise<boolean> {
  return access(faultFile(directory, service, point)).then(
    () => true,
    () => false,
  );
}

/** When the fault has fired the last time, in milliseconds since the epoch; undefined when it has not. */
export async function faultFiredAt(
  directory: string,
  service: string,
  point: string,
): Promise<number | undefined> {
  const written = await readFile(firedFile(faultFile(directory, service, point)), 'utf8').catch(() => '');
  // For a moment there is still the signal in it, or nothing.
  return /^\d+$/.test(written) ? Number(written) : undefined;
}
