import { traceChildProcess } from '@throughline/tracing';
import { bwrapArguments } from './bwrap-arguments.js';
import { sandboxCgroups } from './cgroup/sandbox-cgroups.js';
import { launchSandbox } from './launch.js';
import { resourceLimits } from './resource-limits.js';
import { runtimePrograms } from './runtime-programs.js';
import { SandboxUnavailableError } from './sandbox.errors.js';
import { DEFAULT_MAX_PROCESSES, type SandboxOptions, type SandboxResult } from './sandbox-options.js';
import { giveToSandbox } from './sandbox-user.js';
import { Supervision } from './supervision.js';

/**
 * Runs a program in bubblewrap: no network, nothing of the host but /usr, Node and npm, an unprivileged user, limits on
 * time, memory, processes and output. When this returns, every process of the sandbox has ended.
 * @throws {SandboxUnavailableError} when the sandbox itself cannot be started
 * @throws the signal's reason when it was aborted
 */
export async function runInSandbox(options: SandboxOptions): Promise<SandboxResult> {
  options.signal?.throwIfAborted();
  const [program = '', ...rest] = options.argv;
  const attributes = { 'throughline.sandbox.timeout_ms': options.timeoutMs };
  return traceChildProcess(program, rest, attributes, async (span) => {
    const result = await runUntraced(options);
    span.setAttributes({
      'throughline.sandbox.duration_ms': result.durationMs,
      'throughline.sandbox.timed_out': result.timedOut,
      'throughline.sandbox.out_of_memory': result.outOfMemory,
      'throughline.sandbox.out_of_disk': result.outOfDisk,
    });
    return result;
  });
}

async function runUntraced(options: SandboxOptions): Promise<SandboxResult> {
  const cgroups = await sandboxCgroups();
  await giveToSandbox(options.directory);
  const limits = await resourceLimits(options);
  const command = bwrapArguments({ options, programs: await runtimePrograms(), limits });
  const pids = options.maxProcesses ?? DEFAULT_MAX_PROCESSES;
  const cgroup = await cgroups.create({ memory: options.memoryBytes, pids }).catch((error: unknown) => {
    throw new SandboxUnavailableError('a cgroup for its limits cannot be made', error);
  });
  try {
    const watchMemory = cgroups.versionOf('memory') === undefined;
    return await new Supervision(launchSandbox(command), { cgroup, watchMemory }, options).result();
  } finally {
    await cgroup.remove();
  }
}
