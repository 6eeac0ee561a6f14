import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Account } from '../home/service-account.js';
import { type EndPolicy, endProcessGroup, sweepGroup } from './end-process.js';
import { type ProcessIdentity, identify } from './process-identity.js';
import type { Reaper } from './reaper.js';

export interface PartCommand {
  readonly program: string;
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Takes standard output and error. */
  readonly log: string;
  readonly account?: Account | undefined;
  /** A channel to us, over which a service says that it is ready. */
  readonly channel?: boolean;
}

/** A running part: leads a process group of its own, so that Ctrl-C in a terminal reaches only its supervisor. */
export class PartProcess {
  readonly #child: ChildProcess;
  /** How it ended: an exit code or the name of a signal. */
  readonly ended: Promise<string>;

  constructor(
    command: PartCommand,
    readonly end: EndPolicy,
    reaper: Reaper,
    rank: number,
  ) {
    this.#child = start(command);
    this.ended = endOf(this.#child, () => {
      const { pid } = this.#child;
      if (pid === undefined) return;
      sweepGroup(pid);
      reaper.forget(pid);
    });
    const { identity } = this;
    if (identity !== undefined) reaper.watch({ identity, rank, ...end });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get identity(): ProcessIdentity | undefined {
    return this.pid === undefined ? undefined : identify(this.pid);
  }

  /** Resolves when the process says over its channel that it is ready. */
  saysReady(): Promise<void> {
    return new Promise((resolve) => {
      this.#child.on('message', (message: unknown) => {
        if (isReady(message)) resolve();
      });
    });
  }

  async stop(): Promise<void> {
    const { identity } = this;
    if (identity !== undefined) await endProcessGroup(identity, this.end);
    await this.ended;
  }
}

function start({ program, argv, env, cwd, log, account, channel }: PartCommand): ChildProcess {
  const output = openSync(log, 'a', 0o600);
  try {
    return spawn(program, argv, {
      cwd,
      env,
      detached: true,
      stdio: channel === true ? ['ignore', output, output, 'ipc'] : ['ignore', output, output],
      ...account?.ids,
    });
  } finally {
    closeSync(output);
  }
}

function endOf(child: ChildProcess, clean: () => void): Promise<string> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      clean();
      resolve(signal ?? `exit code ${code ?? 0}`);
    });
    child.once('error', (error) => resolve(error.message));
  });
}

const isReady = (message: unknown): boolean =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready';
