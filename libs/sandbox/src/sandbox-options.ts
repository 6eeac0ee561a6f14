/** What to run, on what, and how much of the machine it may use. */
export interface SandboxOptions {
  /** Program and arguments; the program is looked up on the sandbox's own PATH. */
  readonly argv: readonly string[];
  /** Folder with the files to work on: mounted writable at /work, which is the working directory. As root it is given to the sandbox's user. */
  readonly directory: string;
  readonly timeoutMs: number;
  readonly memoryBytes: number;
  /** Bytes of output kept: half from the start, half from the end. */
  readonly maxOutputBytes: number;
  /** Processes and threads at a time. Default: 512. */
  readonly maxProcesses?: number;
  /** Bytes by which the files in `directory` may grow. Default: 4 GiB; a million files at most. */
  readonly diskBytes?: number;
  /** Aborting ends every process of the sandbox; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Added to the sandbox's own few variables. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What has become of it, and what it has said. */
export interface SandboxResult {
  /** Null when the processes were ended at the timeout. A program that died of signal N gives 128 + N. */
  readonly exitCode: number | null;
  /** The signal that ended the program, where one did. */
  readonly signal?: NodeJS.Signals;
  readonly timedOut: boolean;
  /** Processes were ended because the memory limit was reached. */
  readonly outOfMemory: boolean;
  /** Processes were ended because the files took more of the disk than they may. */
  readonly outOfDisk: boolean;
  /** Standard output and error as they came, cut in the middle at the bound. */
  readonly output: string;
  readonly truncated: boolean;
  readonly durationMs: number;
}

/**
 * What holds a limit: a cgroup, for all processes together; `rlimit`, for the sandbox's user (processes) or each
 * process (processor time); `watch`: the service adds up the memory of the processes ten times a second.
 */
export type LimitHolder = 'cgroup-v1' | 'cgroup-v2' | 'rlimit' | 'watch';

/** Who holds each limit on this machine. */
export interface SandboxLimits {
  readonly memory: LimitHolder;
  readonly processes: LimitHolder;
  readonly cpuTime: LimitHolder;
}

/** Whether foreign code can be run on this machine. */
export interface SandboxSupport {
  readonly available: boolean;
  /** Why not, when not available. */
  readonly reason?: string;
  readonly limits: SandboxLimits;
}

export const DEFAULT_MAX_PROCESSES = 512;
export const DEFAULT_DISK_BYTES = 4 * 1024 ** 3;
/** Files, folders and links that may be made in the work folder. */
export const MAX_FILES = 1_000_000;
/** Largest file that a sandboxed program may write, and the size of its /tmp and /dev/shm. */
export const MAX_FILE_BYTES = 1024 ** 3;
