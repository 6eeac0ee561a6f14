import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { ConfirmingPublisher } from '../connection/confirming-publisher.js';
import { ConfirmedRows } from './confirmed-rows.js';
import { OutboxPoll } from './outbox-poll.js';
import { OutboxRelay } from './outbox-relay.js';

const LIMIT_MS = 3_000;
const LOOK_EVERY_MS = 20;

/** Sends what is left before the process ends; what cannot be sent in time waits in its table. */
@Injectable()
export class OutboxShutdown {
  constructor(
    private readonly relay: OutboxRelay,
    private readonly poll: OutboxPoll,
    private readonly confirmedRows: ConfirmedRows,
    private readonly publisher: ConfirmingPublisher,
  ) {}

  async run(): Promise<void> {
    await this.poll.stop();
    this.confirmedRows.hurry();
    const limit = performance.now() + LIMIT_MS;
    while (!this.relay.isIdle && this.publisher.isReady && performance.now() < limit)
      await sleep(LOOK_EVERY_MS);
    this.confirmedRows.stop();
    await this.publisher.close();
  }
}
