import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { remainingMs } from '@throughline/resilience';
import { traceChildProcess } from '@throughline/tracing';
import { type GitHome, type GitPlace, gitEnvironment } from './git-environment.js';
import { GitProcess, type ProcessOptions } from './git-process.js';
import { GitCancelledError, GitFailedError } from './git.errors.js';

export interface GitOptions extends GitPlace {
  readonly cwd?: string;
  readonly input?: string | Buffer;
  readonly timeoutMs?: number;
  /** Exit codes that are answers; any other is a GitFailedError. Default: 0. */
  readonly expected?: readonly number[];
  readonly maxOutputBytes?: number;
  /** Beyond `maxOutputBytes` the output is cut instead of refused. */
  readonly cutOutput?: boolean;
  readonly signal?: AbortSignal;
  /** The git process runs as this user (only a root platform can): what it writes belongs to them. */
  readonly owner?: { readonly uid: number; readonly gid: number };
  /** For the span. */
  readonly branch?: string;
}

export interface GitResult {
  readonly stdout: string;
  readonly bytes: Buffer;
  readonly stderr: string;
  readonly exitCode: number;
  readonly cut: boolean;
}

const DEFAULT_TIMEOUT_MS = 60_000;
const DEFAULT_OUTPUT_BYTES = 16 * 1024 * 1024;

/** The one way to a git process: argument vectors only, a pinned environment, a deadline, bounded output, a span. */
export class Git {
  private readonly live = new Set<GitProcess>();

  constructor(private readonly home: GitHome) {}

  /** Ends every git process that still runs: the service stops. */
  stopAll(): void {
    for (const child of this.live) child.stop(new GitCancelledError('process'));
  }

  async run(argv: readonly string[], options: GitOptions = {}): Promise<GitResult> {
    return this.traced(argv, options, async (child) => {
      child.stdin.end(options.input);
      const { bytes, cut } = await child.output(
        options.maxOutputBytes ?? DEFAULT_OUTPUT_BYTES,
        options.cutOutput ?? false,
      );
      const exitCode = cut ? 0 : await child.ended;
      const result = { bytes, stdout: bytes.toString('utf8'), stderr: child.stderr, exitCode, cut };
      return this.expect(argv, options, result);
    });
  }

  /** The first line of what a command writes. */
  async line(argv: readonly string[], options: GitOptions = {}): Promise<string> {
    const { stdout } = await this.run(argv, options);
    return stdout.split('\n', 1)[0] ?? '';
  }

  /** Runs two commands, the output of the first being the input of the second. */
  async pipe(
    from: readonly string[],
    fromOptions: GitOptions,
    to: readonly string[],
    toOptions: GitOptions,
  ): Promise<void> {
    await this.traced(from, fromOptions, (source) =>
      this.traced(to, toOptions, async (target) => {
        source.stdin.end(fromOptions.input);
        target.stdout.resume();
        const copied = await Promise.allSettled([
          pipeline(source.stdout, target.stdin),
          source.ended,
          target.ended,
        ]);
        this.check(from, fromOptions, source, copied[1]);
        this.check(to, toOptions, target, copied[2]);
        return { exitCode: 0 };
      }),
    );
  }

  /** The output of a command as it comes. It ends well only after the command has; a reader who leaves ends the command. */
  stream(argv: readonly string[], options: GitOptions = {}): Readable {
    const output = new PassThrough();
    this.traced(argv, options, async (child) => {
      child.stdin.end(options.input);
      output.once('close', () => child.stop(new GitCancelledError(argv[0] ?? '')));
      child.stdout.pipe(output, { end: false });
      const exitCode = await child.ended;
      return this.expect(argv, options, { exitCode, stderr: child.stderr });
    }).then(
      () => output.end(),
      (error: unknown) => output.destroy(error instanceof Error ? error : new Error(String(error))),
    );
    return output;
  }

  private async traced<Result extends { exitCode: number }>(
    argv: readonly string[],
    options: GitOptions,
    use: (child: GitProcess) => Promise<Result>,
  ): Promise<Result> {
    return this.span(argv, options, async () => {
      const child = this.start(argv, options);
      this.live.add(child);
      try {
        return await use(child);
      } finally {
        child.stop();
        this.live.delete(child);
      }
    });
  }

  private async span<Result extends { exitCode: number }>(
    argv: readonly string[],
    options: GitOptions,
    use: () => Promise<Result>,
  ): Promise<Result> {
    const subcommand = argv[0] ?? '';
    const attributes = {
      'git.operation': subcommand,
      ...(options.branch === undefined ? {} : { 'git.branch': options.branch }),
    };
    const { expected = [0] } = options;
    return traceChildProcess('git', argv, attributes, use, { subcommand, expectedExitCodes: expected });
  }

  private start(argv: readonly string[], options: GitOptions): GitProcess {
    const process: ProcessOptions = {
      env: gitEnvironment(
        options.owner === undefined ? this.home : { ...this.home, globalConfig: '/dev/null' },
        options,
      ),
      cwd: options.cwd ?? options.workTree ?? options.gitDir ?? this.home.folder,
      owner: options.owner,
      timeoutMs: remainingMs(options.timeoutMs ?? DEFAULT_TIMEOUT_MS),
      signal: options.signal,
    };
    return new GitProcess(argv[0] ?? '', argv, process);
  }

  private check(
    argv: readonly string[],
    options: GitOptions,
    child: GitProcess,
    end: PromiseSettledResult<unknown>,
  ): void {
    if (end.status === 'rejected') throw end.reason;
    this.expect(argv, options, { exitCode: Number(end.value), stderr: child.stderr });
  }

  private expect<Result extends { exitCode: number; stderr: string }>(
    argv: readonly string[],
    { expected = [0] }: GitOptions,
    result: Result,
  ): Result {
    if (expected.includes(result.exitCode)) return result;
    throw new GitFailedError(argv[0] ?? '', result.exitCode, result.stderr);
  }
}
