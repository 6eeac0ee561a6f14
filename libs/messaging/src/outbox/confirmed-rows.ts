import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { getLogger, withoutTracing } from '@throughline/tracing';
import { OutboxRows } from './outbox-rows.js';

const RETRY_DELAY_MS = 500;
/** How long a row waits for a unit that takes it along: a deletion by itself is a transaction, and nobody waits for it. */
const GATHER_MS = 200;
/** Taken along by one unit, at most. */
const MAX_TAKEN = 500;

/** Rows of confirmed messages: the next unit that publishes deletes them, or they are deleted together after a while. */
@Injectable()
export class ConfirmedRows {
  private readonly listeners: ((ids: readonly string[]) => void)[] = [];
  private readonly hurried = new AbortController();
  private readonly stopped = new AbortController();
  /** Bounded by the relay: it alone adds, only what it knows (`MAX_IN_MEMORY`), and takes no more until `onDeleted`. */
  private waiting: string[] = [];
  private running = false;

  constructor(private readonly rows: OutboxRows) {}

  onDeleted(fn: (ids: readonly string[]) => void): void {
    this.listeners.push(fn);
  }

  add(id: string): void {
    this.waiting.push(id);
    this.start();
  }

  /** Rows for a unit to delete; `deleted` or `giveBack` says what has become of it. */
  take(): readonly string[] {
    return this.waiting.splice(0, MAX_TAKEN);
  }

  deleted(ids: readonly string[]): void {
    if (ids.length > 0) for (const listener of this.listeners) listener(ids);
  }

  giveBack(ids: readonly string[]): void {
    this.waiting.unshift(...ids);
    this.start();
  }

  /** Does not wait for units any more. */
  hurry(): void {
    this.hurried.abort();
  }

  /** Stops trying; rows that are left are sent again by the next process, and dropped by their receivers. */
  stop(): void {
    this.hurry();
    this.stopped.abort();
  }

  private start(): void {
    if (this.running || this.waiting.length === 0) return;
    this.running = true;
    void withoutTracing(() => this.deleteAll());
  }

  private async deleteAll(): Promise<void> {
    while (this.waiting.length > 0 && !this.stopped.signal.aborted) {
      await pause(GATHER_MS, this.hurried.signal);
      const ids = this.waiting;
      this.waiting = [];
      if (ids.length > 0) await this.deleteOrKeep(ids);
    }
    this.running = false;
  }

  private async deleteOrKeep(ids: readonly string[]): Promise<void> {
    try {
      await this.rows.delete(ids);
      this.deleted(ids);
    } catch (error) {
      getLogger('messaging').warn(
        { err: error, rows: ids.length },
        'confirmed messages could not be deleted yet',
      );
      this.waiting.unshift(...ids);
      await pause(RETRY_DELAY_MS, this.stopped.signal);
    }
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);
