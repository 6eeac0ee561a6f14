import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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

async function runService(name: string): Promise<unknown[]> {
  const env = { ...process.env, THROUGHLINE_FAULTS_DIR: faults, SERVICE_NAME: name };
  const child = spawn(process.execPath, ['--import', PRELOAD, '--eval', PASS_TWO_POINTS], { env });
  return once(child, 'exit');
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

  it('leaves other services and other points alone', async () => {
    await armFault(faults, 'service-b', 'a third point');
    expect(await runService('service-b')).toEqual([0, null]);
    expect(await runService('service-c')).toEqual([0, null]);
    expect(await isFaultArmed(faults, 'service-b', 'a third point')).toBe(true);
  });
});
