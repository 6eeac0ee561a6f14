import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.js';
import { armFault, faultFiredAt, isFaultArmed } from './fault-points.js';

const PRELOAD = new URL('fault-preload.js', import.meta.url).href;
const PASS_TWO_POINTS = `
  const { channel } = require('node:diagnostics_channel');
  for (const name of ['first point', 'second point']) channel('throughline:fault-point').publish({ name });
  channel('throughline:fault-point').publish({ name: 'generic point', subjects: ['a.v1', 'b.v1'] });
`;

let faults: string;
beforeAll(async () => {
  faults = await mkdtemp(join(tmpdir(), 'throughline-faults-'));
});
afterAll(() => rm(faults, { recursive: true, force: true }));

function startService(name: string): ChildProcess {
  const env = { ...process.env, THROUGHLINE_FAULTS_DIR: faults, SERVICE_NAME: name };
  return spawn(process.execPath, ['--import', PRELOAD, '--eval', PASS_TWO_POINTS], { env });
}

const runService = (name: string): Promise<unknown[]> => once(startService(name), 'exit');

/** `T` while it is stopped: the first field after the name in proc_pid_stat(5). */
async function stateOf({ pid }: ChildProcess): Promise<string | undefined> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2)[0];
}

describe('the fault preload', () => {
  it('kills the service at the armed point, once', async () => {
    await armFault(faults, 'service-a', 'second point');
    expect(await runService('service-a')).toEqual([null, 'SIGKILL']);
    expect(await isFaultArmed(faults, 'service-a', 'second point')).toBe(false);
    expect(await runService('service-a')).toEqual([0, null]);
  });

  it('kills the service when what is meant passes a point for many, and says when', async () => {
    const before = Date.now();
    await armFault(faults, 'service-d', 'generic point@c.v1');
    await armFault(faults, 'service-d', 'generic point@b.v1');
    expect(await runService('service-d')).toEqual([null, 'SIGKILL']);
    expect(await isFaultArmed(faults, 'service-d', 'generic point@c.v1')).toBe(true);
    expect(await faultFiredAt(faults, 'service-d', 'generic point@c.v1')).toBeUndefined();
    expect(await faultFiredAt(faults, 'service-d', 'generic point@b.v1')).toBeGreaterThanOrEqual(before);
  });

  it('stops the service where it is told to, until somebody lets it go on', async () => {
    await armFault(faults, 'service-e', 'second point', 'SIGSTOP');
    const child = startService('service-e');
    const exit = once(child, 'exit');
    await eventually('it has stopped', async () => (await stateOf(child)) === 'T');
    expect(await faultFiredAt(faults, 'service-e', 'second point')).toBeLessThanOrEqual(Date.now());
    child.kill('SIGCONT');
    expect(await exit).toEqual([0, null]);
  });

  it('leaves other services and other points alone', async () => {
    await armFault(faults, 'service-b', 'a third point');
    expect(await runService('service-b')).toEqual([0, null]);
    expect(await runService('service-c')).toEqual([0, null]);
    expect(await isFaultArmed(faults, 'service-b', 'a third point')).toBe(true);
  });
});
