import { setTimeout as delay } from 'node:timers/promises';
import { PartFailedError, PartMisconfiguredError } from '../platform-errors.js';
import { boundLog } from '../process/bounded-log.js';
import type { PartProcess } from '../process/part-process.js';
import { endOf, lastWords } from './last-words.js';
import type { PartState, PartStatus } from './part-status.js';
import { RestartPolicy } from './restart-policy.js';

/** How one part is started, and how it is known to be ready. */
export interface PartDefinition {
  readonly name: string;
  readonly log: string;
  readonly port?: number;
  readonly readyWithinMs: number;
  /** Whether an end, before the part was ever ready, says that another try is of no use. */
  readonly isHopeless?: (how: string) => boolean;
  launch(): Promise<PartProcess>;
  /** Resolves once the part can be used; given up by the signal. */
  ready(process: PartProcess, signal: AbortSignal): Promise<void>;
}

const LOG_CHECK_MS = 5_000;

/** Keeps one part running until it is stopped: starts it, and starts it again when it ends by itself. */
export class SupervisedPart {
  readonly #policy = new RestartPolicy();
  readonly #stopping = new AbortController();
  readonly #first = Promise.withResolvers<void>();
  #state: PartState = 'starting';
  #process: PartProcess | undefined;
  #startedAt: number | undefined;
  /** Where this life's lines begin in the log. */
  #logStart = 0;
  #restarts = 0;
  #wasReady = false;
  #late = false;
  #running: Promise<void> | undefined;

  constructor(
    private readonly definition: PartDefinition,
    private readonly changed: (status: PartStatus) => void,
  ) {
    this.#first.promise.catch(() => undefined);
  }

  /** Resolves when the part is ready for the first time. @throws {PartFailedError} or {PartMisconfiguredError} when it cannot be started */
  start(): Promise<void> {
    this.#running ??= this.#keepRunning();
    return this.#first.promise;
  }

  status(): PartStatus {
    const { name, log, port } = this.definition;
    const process = this.#process?.identity;
    return {
      name,
      state: this.#state,
      restarts: this.#restarts,
      log,
      ...(process === undefined ? {} : { pid: process.pid, process }),
      ...(port === undefined ? {} : { port }),
      ...(this.#startedAt === undefined ? {} : { startedAt: this.#startedAt }),
    };
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#process?.stop();
    await this.#running;
    this.#first.reject(this.#failure('was stopped before it was ready'));
    this.#become('stopped');
  }

  async #keepRunning(): Promise<void> {
    const logs = setInterval(() => boundLog(this.definition.log), LOG_CHECK_MS);
    try {
      while (!this.#stopping.signal.aborted) {
        const pause = await this.#runOnce();
        if (pause === undefined || this.#stopping.signal.aborted) break;
        this.#restarts += 1;
        this.#become('restarting');
        await delay(pause, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      clearInterval(logs);
    }
  }

  /** One life of the part; answers the pause before the next, undefined when there shall be none. */
  async #runOnce(): Promise<number | undefined> {
    boundLog(this.definition.log);
    this.#logStart = endOf(this.definition.log);
    const startedAt = Date.now();
    this.#startedAt = startedAt;
    const process = await this.definition.launch();
    this.#process = process;
    this.changed(this.status());
    if (this.#stopping.signal.aborted) await process.stop();
    const how = await this.#live(process);
    this.#process = undefined;
    if (this.#stopping.signal.aborted) return undefined;
    this.#giveUpIfHopeless(how);
    const pause = this.#policy.afterCrash(Date.now(), Date.now() - startedAt);
    if (pause === undefined) throw this.#failure(`ended too often within a minute, last by ${how}`);
    return pause;
  }

  #live(process: PartProcess): Promise<string> {
    const life = new AbortController();
    void process.ended.then(() => life.abort());
    const limit = AbortSignal.any([life.signal, AbortSignal.timeout(this.definition.readyWithinMs)]);
    this.definition
      .ready(process, limit)
      .then(
        () => this.#isReady(life.signal),
        () => this.#isNotReady(process, life.signal),
      )
      .catch(() => undefined);
    return process.ended;
  }

  #isReady(life: AbortSignal): void {
    if (life.aborted || this.#stopping.signal.aborted) return;
    this.#wasReady = true;
    this.#become('ready');
    this.#first.resolve();
  }

  /** A part that lives but does not get ready is ended, which counts as a crash. */
  async #isNotReady(process: PartProcess, life: AbortSignal): Promise<void> {
    if (life.aborted) return;
    this.#late = true;
    await process.stop();
  }

  /** What fails before the part was ever ready, and would fail again, is told at once. */
  #giveUpIfHopeless(how: string): void {
    if (this.#wasReady) return;
    if (this.#late) throw this.#failure(`did not get ready within ${this.definition.readyWithinMs / 1000} s`);
    if (this.definition.isHopeless?.(how) === true) throw this.#refusal(how);
  }

  #fail(error: unknown): void {
    this.#become('failed');
    this.#first.reject(error);
  }

  #failure(what: string): PartFailedError {
    return new PartFailedError(this.definition.name, what, this.definition.log);
  }

  /** In the part's own words, where it left some: they name what must be set differently. */
  #refusal(how: string): Error {
    const { name, log } = this.definition;
    const said = lastWords(log, this.#logStart);
    return said === ''
      ? this.#failure(`cannot be started (${how})`)
      : new PartMisconfiguredError(name, said, log);
  }

  #become(state: PartState): void {
    this.#state = state;
    this.changed(this.status());
  }
}
