import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the fault of one point of one service is armed. */
export const faultFile = (directory: string, service: string, point: string): string =>
  join(directory, service, encodeURIComponent(point));

/**
 * Arms a fault: the service, started with `--import @throughline/testing/fault-preload` and
 * `THROUGHLINE_FAULTS_DIR` set to `directory`, kills itself with SIGKILL the next time it passes the point.
 */
export async function armFault(directory: string, service: string, point: string): Promise<void> {
  await mkdir(join(directory, service), { recursive: true });
  await writeFile(faultFile(directory, service, point), '');
}

/** Whether a fault armed earlier has not fired yet. */
export async function isFaultArmed(directory: string, service: string, point: string): Promise<boolean> {
  return access(faultFile(directory, service, point)).then(
    () => true,
    () => false,
  );
}
