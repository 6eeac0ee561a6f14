import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Controller } from './cgroup/cgroup-mounts.js';
import { sandboxCgroups } from './cgroup/sandbox-cgroups.js';
import { runInSandbox } from './run-in-sandbox.js';
import { SandboxUnavailableError } from './sandbox.errors.js';
import type { LimitHolder, SandboxLimits, SandboxSupport } from './sandbox-options.js';

/** Tries the sandbox out with a real program, and tells which limits the kernel holds here. */
export async function probeSandbox(): Promise<SandboxSupport> {
  const limits = await sandboxLimits();
  const directory = await mkdtemp(join(tmpdir(), 'throughline-probe-'));
  try {
    const result = await runInSandbox({
      argv: ['node', '--version'],
      directory,
      timeoutMs: 10_000,
      memoryBytes: 256 * 1024 ** 2,
      maxOutputBytes: 4096,
    });
    if (result.exitCode === 0) return { available: true, limits };
    return {
      available: false,
      reason: `Node does not start in it: ${result.output.trim().slice(0, 500)}`,
      limits,
    };
  } catch (error) {
    if (!(error instanceof SandboxUnavailableError)) throw error;
    return { available: false, reason: String(error.fields['reason']), limits };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function sandboxLimits(): Promise<SandboxLimits> {
  const cgroups = await sandboxCgroups();
  const holder = (controller: Controller, otherwise: LimitHolder): LimitHolder => {
    const version = cgroups.versionOf(controller);
    return version === undefined ? otherwise : `cgroup-v${version}`;
  };
  return { memory: holder('memory', 'watch'), processes: holder('pids', 'rlimit'), cpuTime: 'rlimit' };
}
