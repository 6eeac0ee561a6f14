import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import {
  GitCancelledError,
  GitMissingError,
  GitOutputTooLargeError,
  GitTimedOutError,
} from './git.errors.js';

export interface ProcessOptions {
  readonly env: Record<string, string>;
  readonly cwd: string;
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

const MAX_STDERR_BYTES = 64 * 1024;

/** One git process in a process group of its own, which ends as a whole when its time is over. */
export class GitProcess {
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  private readonly errors: Buffer[] = [];
  private errorBytes = 0;
  private reason: Error | undefined;
  readonly ended: Promise<number>;

  constructor(
    private readonly operation: string,
    argv: readonly string[],
    options: ProcessOptions,
  ) {
    const { env, cwd, owner } = options;
    this.child = spawn('git', [...argv], {
      env,
      cwd,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      ...owner,
    });
    this.child.stderr.on('data', (chunk: Buffer) => this.keepError(chunk));
    // A process that does not read its input to the end is judged by its exit code, not by EPIPE.
    this.child.stdin.on('error', () => undefined);
    this.ended = this.watch(options);
    this.ended.catch(() => undefined);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }
  get stdin(): Writable {
    return this.child.stdin;
  }
  get stdout(): Readable {
    return this.child.stdout;
  }
  get stderr(): string {
    return Buffer.concat(this.errors).toString('utf8');
  }

  /** Ends the process group; `ended` rejects with the reason, if one is given. */
  stop(reason?: Error): void {
    this.reason ??= reason;
    if (this.child.pid === undefined) return;
    try {
      process.kill(-this.child.pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  }

  /** All of the output, up to a bound; beyond it the process is stopped and, unless `cut`, the call fails. */
  async output(limit: number, cut: boolean): Promise<{ bytes: Buffer; cut: boolean }> {
    const chunks: Buffer[] = [];
    let size = 0;
    this.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk.subarray(0, Math.max(0, limit - size)));
      size += chunk.length;
      if (size > limit) this.stop(cut ? undefined : new GitOutputTooLargeError(this.operation, limit));
    });
    await this.ended.catch((error: unknown) => {
      if (!(cut && size > limit && error === this.reason)) throw error;
    });
    return { bytes: Buffer.concat(chunks), cut: size > limit };
  }

  private keepError(chunk: Buffer): void {
    if (this.errorBytes < MAX_STDERR_BYTES)
      this.errors.push(chunk.subarray(0, MAX_STDERR_BYTES - this.errorBytes));
    this.errorBytes += chunk.length;
  }

  private watch({ timeoutMs, signal }: ProcessOptions): Promise<number> {
    const timer = setTimeout(() => this.stop(new GitTimedOutError(this.operation)), Math.max(1, timeoutMs));
    const abort = (): void => this.stop(new GitCancelledError(this.operation, signal?.reason));
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted === true) abort();
    return new Promise<number>((resolve, reject) => {
      this.child.once('error', (error) => reject(new GitMissingError(error)));
      this.child.once('close', (code) =>
        this.reason === undefined ? resolve(code ?? -1) : reject(this.reason),
      );
    }).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    });
  }
}
