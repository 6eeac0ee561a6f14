import { subscribe } from 'node:diagnostics_channel';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { faultFile, type FaultSignal, firedFile } from './fault-points.js';

/**
 * Preloaded into a service under test: dies by SIGKILL at an armed fault point, or is stopped by SIGSTOP, once.
 * Whoever manages to rename the file fires it, so that it also counts once over several processes.
 */
const { THROUGHLINE_FAULTS_DIR: directory, SERVICE_NAME: service } = process.env;

if (directory !== undefined && service !== undefined)
  subscribe('throughline:fault-point', (message) => {
    if (!isFaultPoint(message)) return;
    const { name, subjects = [] } = message;
    const points = [name, ...subjects.map((subject) => `${name}@${subject}`)];
    for (const point of points) {
      const signal = disarm(faultFile(directory, service, point));
      if (signal === undefined) continue;
      process.kill(process.pid, signal);
      return;
    }
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

function disarm(file: string): FaultSignal | undefined {
  try {
    renameSync(file, firedFile(file));
  } catch {
    return undefined;
  }
  const signal = readFileSync(firedFile(file), 'utf8') === 'SIGSTOP' ? 'SIGSTOP' : 'SIGKILL';
  writeFileSync(firedFile(file), String(Date.now()));
  return signal;
}
