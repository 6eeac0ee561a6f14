import { once } from 'node:events';
import { constants } from 'node:os';
import { traceChildProcess } from '@throughline/tracing';
import { BoundedOutput } from './bounded-output.js';
import { bwrapArguments } from './bwrap-arguments.js';
import { type SandboxCgroup, sandboxCgroups } from './cgroup/sandbox-cgroups.js';
import { launchSandbox, type LaunchedSandbox } from './launch.js';
import { runtimePrograms } from './runtime-programs.js';
import { SandboxUnavailableError } from './sandbox.errors.js';
import { DEFAULT_MAX_PROCESSES, type SandboxOptions, type SandboxResult } from './sandbox-options.js';
import { giveToSandbox } from './sandbox-user.js';

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
    });
    return result;
  });
}

async function runUntraced(options: SandboxOptions): Promise<SandboxResult> {
  const cgroups = await sandboxCgroups();
  await giveToSandbox(options.directory);
  const command = {
    options,
    programs: await runtimePrograms(),
    limitMemoryPerProcess: cgroups.versionOf('memory') === undefined,
  };
  const limits = { memory: options.memoryBytes, pids: options.maxProcesses ?? DEFAULT_MAX_PROCESSES };
  const cgroup = await cgroups.create(limits).catch((error: unknown) => {
    throw new SandboxUnavailableError('a cgroup for its limits cannot be made', error);
  });
  try {
    return await superviseSandbox(launchSandbox(bwrapArguments(command)), cgroup, options);
  } finally {
    await cgroup.remove();
  }
}

async function superviseSandbox(
  sandbox: LaunchedSandbox,
  cgroup: SandboxCgroup,
  options: SandboxOptions,
): Promise<SandboxResult> {
  const began = performance.now();
  const output = new BoundedOutput(options.maxOutputBytes);
  for (const stream of [sandbox.child.stdout, sandbox.child.stderr])
    stream?.on('data', (chunk: Buffer) => output.add(chunk));
  const closed = once(sandbox.child, 'close').catch((error: unknown) => Promise.reject(notStarted(error)));
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    sandbox.kill();
  }, options.timeoutMs);
  options.signal?.addEventListener('abort', sandbox.kill, { once: true });
  try {
    await Promise.all([closed, startWithin(cgroup, sandbox)]);
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', sandbox.kill);
    sandbox.kill();
  }
  options.signal?.throwIfAborted();
  const exitCode = await sandbox.status.exitCode;
  if (exitCode === undefined && !timedOut) throw new SandboxUnavailableError(firstLine(output.text()));
  return {
    ...ending(timedOut ? undefined : exitCode),
    timedOut,
    outOfMemory: await cgroup.sawOutOfMemory(),
    output: output.text(),
    truncated: output.truncated,
    durationMs: Math.round(performance.now() - began),
  };
}

/** Puts the sandbox under its limits before its program runs. */
async function startWithin(cgroup: SandboxCgroup, sandbox: LaunchedSandbox): Promise<void> {
  const pid = await sandbox.status.childPid;
  if (pid === undefined) return;
  try {
    await cgroup.add(pid);
    sandbox.start();
  } catch (error) {
    sandbox.kill();
    // Killed in between, by the timeout or an abort: that is the result.
    if (!isNoSuchProcess(error))
      throw new SandboxUnavailableError('it cannot be put under its limits', error);
  }
}

function ending(exitCode: number | undefined): Pick<SandboxResult, 'exitCode' | 'signal'> {
  if (exitCode === undefined) return { exitCode: null, signal: 'SIGKILL' };
  const signal = exitCode > 128 ? signalOf(exitCode - 128) : undefined;
  return signal === undefined ? { exitCode } : { exitCode, signal };
}

function signalOf(number: number): NodeJS.Signals | undefined {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0] as
    NodeJS.Signals | undefined;
}

const firstLine = (text: string): string =>
  text.trim().split('\n')[0] || 'bubblewrap ended without saying why';

const notStarted = (error: unknown): SandboxUnavailableError =>
  new SandboxUnavailableError(
    `its program cannot be started (${error instanceof Error ? error.message : String(error)})`,
    error,
  );

const isNoSuchProcess = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ESRCH';
