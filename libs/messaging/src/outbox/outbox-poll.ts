import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { getLogger, withoutTracing } from '@throughline/tracing';
import { ConfirmingPublisher } from '../connection/confirming-publisher.js';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../messaging-options.js';
import { outboxMaxRows } from '../settings.js';
import { ClaimsOfBefore } from './claims-of-before.js';
import { ConfirmedRows } from './confirmed-rows.js';
import { OutboxRelay } from './outbox-relay.js';
import { CLAIM_SECONDS, OutboxRows } from './outbox-rows.js';

const INTERVAL_MS = 1_000;
const BATCH = 500;

/** The backstop: hands over rows that nobody sends, and knows how many there are. */
@Injectable()
export class OutboxPoll {
  private readonly stopped = new AbortController();
  private readonly maxRows: number;
  /** A process that has just started sends what the one before left. */
  private readonly before = new ClaimsOfBefore(CLAIM_SECONDS);
  private depth = 0;
  private loop: Promise<void> = Promise.resolve();

  constructor(
    @Inject(MESSAGING_OPTIONS) { maxWaiting }: MessagingOptions,
    private readonly rows: OutboxRows,
    private readonly relay: OutboxRelay,
    private readonly publisher: ConfirmingPublisher,
    confirmedRows: ConfirmedRows,
  ) {
    this.maxRows = maxWaiting ?? outboxMaxRows();
    confirmedRows.onDeleted((ids) => {
      this.depth = Math.max(0, this.depth - ids.length);
    });
  }

  /** Whether as many messages wait as may: as of the last look, corrected by what was added and deleted since. */
  get isFull(): boolean {
    return this.depth >= this.maxRows;
  }

  added(count: number): void {
    this.depth += count;
  }

  start(): void {
    this.loop = withoutTracing(() => this.run());
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.loop;
  }

  private async run(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      await this.look().catch((error: unknown) => {
        getLogger('messaging').warn({ err: error }, 'the outbox could not be looked at');
      });
      await sleep(INTERVAL_MS, undefined, { signal: this.stopped.signal, ref: false }).catch(() => undefined);
    }
  }

  private async look(): Promise<void> {
    this.depth = await this.rows.count(this.maxRows);
    const limit = Math.min(BATCH, this.relay.room);
    if (this.depth === 0 || !this.publisher.isReady || limit === 0) return;
    this.relay.offer(await this.rows.claim(limit, this.before.horizonSeconds));
  }
}
