import { once } from 'node:events';
import { constants } from 'node:os';
import { BoundedOutput } from './bounded-output.js';
import type { SandboxCgroup } from './cgroup/sandbox-cgroups.js';
import { exceedsDisk } from './disk-watch.js';
import type { LaunchedSandbox } from './launch.js';
import { exceedsMemory } from './memory-watch.js';
import { SandboxUnavailableError } from './sandbox.errors.js';
import { DEFAULT_DISK_BYTES, MAX_FILES, type SandboxOptions, type SandboxResult } from './sandbox-options.js';

export interface SandboxLimitation {
  readonly cgroup: SandboxCgroup;
  /** True where the cgroup does not hold the memory. */
  readonly watchMemory: boolean;
}

/** One sandbox from its start to the end of its last process. */
export class Supervision {
  private readonly began = performance.now();
  private readonly output: BoundedOutput;
  private readonly ended = new AbortController();
  /** Why the sandbox was ended from outside. */
  private cause: 'timeout' | 'abort' | 'memory' | 'disk' | undefined;

  constructor(
    private readonly sandbox: LaunchedSandbox,
    private readonly limitation: SandboxLimitation,
    private readonly options: SandboxOptions,
  ) {
    this.output = new BoundedOutput(options.maxOutputBytes);
    const { stdout, stderr } = sandbox.child;
    for (const stream of [stdout, stderr]) stream?.on('data', (chunk: Buffer) => this.output.add(chunk));
  }

  async result(): Promise<SandboxResult> {
    const { signal, timeoutMs } = this.options;
    const timer = setTimeout(() => this.end('timeout'), timeoutMs);
    const abort = (): void => this.end('abort');
    signal?.addEventListener('abort', abort);
    if (signal?.aborted === true) abort();
    try {
      await this.untilEnded();
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
    signal?.throwIfAborted();
    return this.describe(await this.sandbox.status.exitCode);
  }

  private end(cause: NonNullable<Supervision['cause']>): void {
    this.cause ??= cause;
    this.sandbox.kill();
  }

  /** Whatever goes wrong, it is told only when no process is left. */
  private async untilEnded(): Promise<void> {
    const closed = once(this.sandbox.child, 'close')
      .catch((error: unknown) => Promise.reject(notStarted(error)))
      .finally(() => this.ended.abort());
    const outcomes = await Promise.allSettled([closed, this.startUnderLimits()]);
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  }

  private async startUnderLimits(): Promise<void> {
    const { cgroup, watchMemory } = this.limitation;
    const pid = await this.sandbox.status.childPid;
    if (pid === undefined) return;
    try {
      await cgroup.add(pid);
    } catch (error) {
      this.sandbox.kill();
      // Ended in between, by the timeout or an abort: that is the result.
      if (this.cause !== undefined) return;
      throw new SandboxUnavailableError('it cannot be put under its limits', error);
    }
    await Promise.all([this.watchDisk(), this.startAndWatchMemory(pid, watchMemory)]);
  }

  private async startAndWatchMemory(pid: number, watchMemory: boolean): Promise<void> {
    this.sandbox.start();
    if (!watchMemory) return;
    if (await exceedsMemory(pid, this.options.memoryBytes, this.ended.signal)) this.end('memory');
  }

  private async watchDisk(): Promise<void> {
    const { directory, diskBytes = DEFAULT_DISK_BYTES } = this.options;
    const most = { bytes: diskBytes, files: MAX_FILES };
    if (await exceedsDisk(directory, most, this.ended.signal)) this.end('disk');
  }

  private async describe(exitCode: number | undefined): Promise<SandboxResult> {
    if (exitCode === undefined && this.cause === undefined)
      throw new SandboxUnavailableError(firstLine(this.output.text()));
    return {
      ...ending(this.cause === undefined ? exitCode : undefined),
      timedOut: this.cause === 'timeout',
      outOfMemory: this.cause === 'memory' || (await this.limitation.cgroup.sawOutOfMemory()),
      outOfDisk: this.cause === 'disk',
      output: this.output.text(),
      truncated: this.output.truncated,
      durationMs: Math.round(performance.now() - this.began),
    };
  }
}

function ending(exitCode: number | undefined): Pick<SandboxResult, 'exitCode' | 'signal'> {
  if (exitCode === undefined) return { exitCode: null, signal: 'SIGKILL' };
  const signal = exitCode > 128 ? signalOf(exitCode - 128) : undefined;
  return signal === undefined ? { exitCode } : { exitCode, signal };
}

function signalOf(number: number): NodeJS.Signals | undefined {
  const name = Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
  return name !== undefined && isSignal(name) ? name : undefined;
}

const isSignal = (name: string): name is NodeJS.Signals => name in constants.signals;

const firstLine = (text: string): string =>
  text.trim().split('\n')[0] || 'bubblewrap ended without saying why';

const notStarted = (error: unknown): SandboxUnavailableError =>
  new SandboxUnavailableError(
    `its program cannot be started (${error instanceof Error ? error.message : String(error)})`,
    error,
  );
