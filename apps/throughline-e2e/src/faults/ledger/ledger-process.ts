import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PRELOAD = import.meta.resolve('@throughline/tracing/preload');
const programOf = (role: Role): string => fileURLToPath(new URL(`./${role}.js`, import.meta.url));

export type Role = 'source' | 'sink';

/** A process of the ledger that is killed now and then, and starts again. */
export class LedgerProcess {
  kills = 0;
  private child: ChildProcess;
  private ready: Promise<unknown>;
  private isWanted = true;
  /** Resolves when it has ended by itself, or was told to. @throws when it has failed */
  readonly done: Promise<void>;

  constructor(
    readonly role: Role,
    private readonly args: readonly string[],
    private readonly env: Readonly<Record<string, string>>,
  ) {
    ({ child: this.child, ready: this.ready } = this.spawn());
    this.done = this.keepRunning();
  }

  /** By SIGKILL, once it works; it starts again. */
  async kill(): Promise<void> {
    const { child } = this;
    await this.ready;
    if (child.kill('SIGKILL')) this.kills++;
  }

  async stop(): Promise<void> {
    this.isWanted = false;
    this.child.kill('SIGTERM');
    await this.done;
  }

  private async keepRunning(): Promise<void> {
    for (;;) {
      const { child } = this;
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      if (child.exitCode === 0 || !this.isWanted) return;
      if (child.signalCode !== 'SIGKILL')
        throw new Error(`a ${this.role} has ended with ${String(child.exitCode ?? child.signalCode)}`);
      ({ child: this.child, ready: this.ready } = this.spawn());
    }
  }

  private spawn(): { child: ChildProcess; ready: Promise<unknown> } {
    const child = spawn(process.execPath, ['--import', PRELOAD, programOf(this.role), ...this.args], {
      env: {
        PATH: process.env['PATH'],
        LOG_LEVEL: 'error',
        OTEL_TRACES_EXPORTER: 'none',
        SERVICE_NAME: `ledger-${this.role}`,
        ...this.env,
      },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    return { child, ready: Promise.race([once(child, 'message'), once(child, 'exit')]) };
  }
}
