import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { bwrapArguments } from './bwrap-arguments.js';
import { launchSandbox } from './launch.js';
import { endSandboxesOn } from './left-sandboxes.js';
import { resourceLimits } from './resource-limits.js';
import { runtimePrograms } from './runtime-programs.js';
import { giveToSandbox } from './sandbox-user.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sandbox-'));
  await giveToSandbox(directory);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function blockedSandbox() {
  const options = {
    argv: ['true'],
    directory,
    timeoutMs: 20_000,
    memoryBytes: 64 * 1024 ** 2,
    maxOutputBytes: 1_000,
  };
  const limits = await resourceLimits(options);
  return launchSandbox(bwrapArguments({ options, programs: await runtimePrograms(), limits }));
}

it('ends a sandbox that nobody lets begin, and leaves those on other directories alone', async () => {
  const sandbox = await blockedSandbox();
  const ended = once(sandbox.child, 'close');
  const pid = await sandbox.status.childPid;
  await endSandboxesOn(`${directory}-other`);
  expect([sandbox.child.exitCode, sandbox.child.signalCode]).toEqual([null, null]);
  await endSandboxesOn(directory);
  await ended;
  // Ended, though perhaps not collected yet.
  expect(pid).toBeGreaterThan(0);
  expect(await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).toBe('');
});
