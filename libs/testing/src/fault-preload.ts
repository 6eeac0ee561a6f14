import { subscribe } from 'node:diagnostics_channel';
import { renameSync, writeFileSync } from 'node:fs';
import { faultFile, firedFile } from './fault-points.js';

/**
 * Preloaded into a service under test: dies by SIGKILL at an armed fault point, once.
 * Whoever manages to rename the file fires it, so that it also counts once over several processes.
 */
const { THROUGHLINE_FAULTS_DIR: directory, SERVICE_NAME: service } = process.env;

if (directory !== undefined && service !== undefined)
  subscribe('throughline:fault-point', (message) => {
    if (!isFaultPoint(message)) return;
    const { name, subjects = [] } = message;
    const points = [name, ...subjects.map((subject) => `${name}@${subject}`)];
    if (points.some((point) => disarm(faultFile(directory, service, point))))
      process.kill(process.pid, 'SIGKILL');
  });

interface PassedPoint {
  readonly name: string;
  readonly subjects?: readonly string[];
}

function isFaultPoint(message: unknown): message is PassedPoint {
  return (
    typeof message === 'object' &&
    message !== null &&
    'name' in message &&
    typeof message.name === 'string' &&
    (!('subjects' in message) || Array.isArray(message.subjects))
  );
}

function disarm(file: string): boolean {
  try {
    renameSync(file, firedFile(file));
  } catch {
    return false;
  }
  writeFileSync(firedFile(file), String(Date.now()));
  return true;
}
