import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { getLogger, withoutTracing } from '@throughline/tracing';
import { OutboxRows } from './outbox-rows.js';

const RETRY_DELAY_MS = 500;
/** How long confirmations are gathered: each deletion is a transaction, and nobody waits for it. */
const GATHER_MS = 25;

/** Deletes confirmed rows in bulk: what comes in meanwhile goes with the next. */
@Injectable()
export class ConfirmedRows {
  private readonly listeners: ((ids: readonly string[]) => void)[] = [];
  private readonly stopped = new AbortController();
  private waiting: string[] = [];
  private running = false;

  constructor(private readonly rows: OutboxRows) {}

  onDeleted(fn: (ids: readonly string[]) => void): void {
    this.listeners.push(fn);
  }

  add(id: string): void {
    this.waiting.push(id);
    if (this.running) return;
    this.running = true;
    void withoutTracing(() => this.deleteAll());
  }

  /** Stops trying; rows that are left are sent again by the next process, and dropped by their receivers. */
  stop(): void {
    this.stopped.abort();
  }

  private async deleteAll(): Promise<void> {
    while (this.waiting.length > 0 && !this.stopped.signal.aborted) {
      await this.pause(GATHER_MS);
      const ids = this.waiting;
      this.waiting = [];
      await this.deleteOrKeep(ids);
    }
    this.running = false;
  }

  private async deleteOrKeep(ids: readonly string[]): Promise<void> {
    try {
      await this.rows.delete(ids);
      for (const listener of this.listeners) listener(ids);
    } catch (error) {
      getLogger('messaging').warn(
        { err: error, rows: ids.length },
        'confirmed messages could not be deleted yet',
      );
      this.waiting.unshift(...ids);
      await this.pause(RETRY_DELAY_MS);
    }
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopped.signal }).catch(() => undefined);
  }
}
