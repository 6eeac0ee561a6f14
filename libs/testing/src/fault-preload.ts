import { subscribe } from 'node:diagnostics_channel';
import { unlinkSync } from 'node:fs';
import { faultFile } from './fault-points.js';

/**
 * Preloaded into a service under test: dies by SIGKILL at an armed fault point, once.
 * Whoever manages to delete the file fires it, so that it also counts once over several processes.
 */
const { THROUGHLINE_FAULTS_DIR: directory, SERVICE_NAME: service } = process.env;

if (directory !== undefined && service !== undefined)
  subscribe('throughline:fault-point', (message) => {
    if (isFaultPoint(message) && disarm(faultFile(directory, service, message.name)))
      process.kill(process.pid, 'SIGKILL');
  });

function isFaultPoint(message: unknown): message is { name: string } {
  return (
    typeof message === 'object' && message !== null && 'name' in message && typeof message.name === 'string'
  );
}

function disarm(file: string): boolean {
  try {
    unlinkSync(file);
    return true;
  } catch {
    return false;
  }
}
