import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PartProcess } from '../process/part-process.js';
import { identify, isAlive } from '../process/process-identity.js';
import { Reaper } from '../process/reaper.js';
import { PartGroup } from './part-group.js';
import type { PartStatus } from './part-status.js';
import type { PartDefinition } from './supervised-part.js';

const DUMMY = fileURLToPath(new URL('../fixtures/dummy-part.js', import.meta.url));

let folder: string;
let reaper: Reaper;
let parts: PartGroup;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-parts-'));
  reaper = new Reaper();
  parts = new PartGroup();
});
afterEach(async () => {
  await parts.stop(parts.status().map(({ name }) => name));
  await reaper.close();
  rmSync(folder, { recursive: true, force: true });
});

function dummy(name: string, behaviour = 'stay'): PartDefinition {
  const log = join(folder, `${name}.log`);
  const command = {
    program: process.execPath,
    argv: [DUMMY, behaviour],
    env: {},
    cwd: folder,
    log,
    channel: true,
  };
  return {
    name,
    log,
    readyWithinMs: 20_000,
    isHopeless: (how) => how === 'exit code 2',
    launch: () => Promise.resolve(new PartProcess(command, { signal: 'SIGTERM', graceMs: 5_000 }, reaper, 0)),
    ready: (part) => part.saysReady(),
  };
}

const statusWhen = (matches: (status: PartStatus) => boolean): Promise<PartStatus> =>
  new Promise((resolve) => {
    parts.onChange(() => {
      const found = parts.status().find(matches);
      if (found !== undefined) resolve(found);
    });
  });

describe('PartGroup', () => {
  it('starts a part again that was killed, and stops it for good', async () => {
    await parts.start(dummy('service'));
    const pid = parts.status()[0]?.pid ?? 0;
    const again = statusWhen(({ state, restarts }) => state === 'ready' && restarts === 1);
    process.kill(pid, 'SIGKILL');
    const status = await again;
    expect(status.pid).not.toBe(pid);
    await parts.stop(['service']);
    expect(identify(status.pid ?? 0)).toBeUndefined();
    expect(parts.status()[0]?.state).toBe('stopped');
  }, 30_000);

  it('names the log of a part that cannot be started', async () => {
    await expect(parts.start(dummy('wrong', 'hopeless'))).rejects.toMatchObject({
      code: 'part_failed',
      fields: { part: 'wrong', log: join(folder, 'wrong.log') },
    });
    expect((await parts.failed).message).toContain('wrong');
  }, 30_000);

  it('stops a part that crashes again and again', async () => {
    const crashed = statusWhen(({ restarts }) => restarts === 2);
    const starting = parts.start(dummy('unstable', 'crash'));
    await crashed;
    await Promise.all([
      expect(starting).rejects.toMatchObject({ code: 'part_failed' }),
      parts.stop(['unstable']),
    ]);
  }, 30_000);

  it('keeps watching when the reaper itself is killed', async () => {
    await parts.start(dummy('service'));
    const { process: part } = parts.status()[0] ?? {};
    const first = reaper.identity;
    if (part === undefined || first === undefined) throw new Error('nothing runs');
    process.kill(first.pid, 'SIGKILL');
    while (isAlive(first) || reaper.identity === undefined || reaper.identity.pid === first.pid)
      await new Promise((resolve) => setImmediate(resolve));
    await reaper.close();
    expect(isAlive(part)).toBe(false);
  }, 30_000);
});
