import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type ProcessIdentity, identify } from './process-identity.js';
import { type ReaperOrder, type Ward, writeOrder } from './reaper-protocol.js';

const PROGRAM = fileURLToPath(new URL('reaper-main.js', import.meta.url));

/** Our end of the reaper: the process that ends what we started, should we die without doing so. */
export class Reaper {
  readonly #wards = new Map<number, Ward>();
  #closing = false;
  #child = this.#spawn();

  get identity(): ProcessIdentity | undefined {
    return this.#child.pid === undefined ? undefined : identify(this.#child.pid);
  }

  watch(ward: Ward): void {
    this.#wards.set(ward.identity.pid, ward);
    this.#send({ watch: ward });
  }

  forget(pid: number): void {
    if (this.#wards.delete(pid)) this.#send({ forget: pid });
  }

  /** Lets the reaper go; it ends what is still watched. */
  async close(): Promise<void> {
    this.#closing = true;
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.ref();
    const exit = once(child, 'exit');
    child.stdin?.end();
    await exit;
  }

  #spawn(): ChildProcess {
    const child = spawn(process.execPath, [PROGRAM], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      env: {},
      cwd: '/',
    });
    child.stdin?.on('error', () => undefined);
    child.on('exit', () => this.#replace());
    child.on('error', () => undefined);
    child.unref();
    return child;
  }

  /** A reaper that was killed leaves everything unwatched: another takes over. */
  #replace(): void {
    if (this.#closing) return;
    this.#child = this.#spawn();
    for (const ward of this.#wards.values()) this.#send({ watch: ward });
  }

  #send(order: ReaperOrder): void {
    this.#child.stdin?.write(writeOrder(order));
  }
}
