import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { faultPoint } from '@throughline/resilience';
import { getLogger, withoutTracing } from '@throughline/tracing';
import { ConfirmingPublisher } from '../connection/confirming-publisher.js';
import { ClaimsOfBefore } from '../outbox/claims-of-before.js';
import { LAST_SPAN_HEADER, REDRIVES_HEADER } from '../wire/headers.js';
import type { DeadLetter } from './dead-letter.js';
import { CLAIM_SECONDS, DeadLetterRows } from './dead-letter-rows.js';

const INTERVAL_MS = 2_000;
const BATCH = 100;

/**
 * Sends redriven messages to the queue that they died in, and only there, under their own ids and in their own traces.
 * The row of the dead letter is its outbox: claimed in the transaction of the decision, marked once the broker has it.
 */
@Injectable()
export class DeadLetterRedriver implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = getLogger('messaging');
  private readonly stopped = new AbortController();
  private readonly before = new ClaimsOfBefore(CLAIM_SECONDS);
  private loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly publisher: ConfirmingPublisher,
    private readonly rows: DeadLetterRows,
  ) {}

  onApplicationBootstrap(): void {
    this.loop = withoutTracing(() => this.poll());
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped.abort();
    await this.loop;
  }

  /** What cannot be sent now is sent later, by whichever replica finds it. */
  async send(letters: readonly DeadLetter[]): Promise<void> {
    await withoutTracing(() => Promise.all(letters.map((letter) => this.sendOrKeep(letter))));
  }

  /** The backstop for redrives whose process ended, or whose broker was away. */
  private async poll(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      await sleep(INTERVAL_MS, undefined, { signal: this.stopped.signal, ref: false }).catch(() => undefined);
      if (this.stopped.signal.aborted || !this.publisher.isReady) continue;
      try {
        await this.send(await this.rows.claim(BATCH, this.before.horizonSeconds));
      } catch (error) {
        this.logger.warn({ err: error }, 'redrives could not be looked for');
      }
    }
  }

  private async sendOrKeep(letter: DeadLetter): Promise<void> {
    try {
      const answer = this.publish(letter);
      faultPoint('messaging.redrive.before-confirm');
      const routing = await answer;
      faultPoint('messaging.redrive.before-mark');
      if (routing === 'routed') await this.rows.redriven(letter);
      else await this.rows.returned(letter, 'there is no such queue any more');
    } catch (error) {
      const { id, queue } = letter;
      this.logger.warn({ err: error, deadLetter: id, queue }, 'a dead letter could not be redriven yet');
    }
  }

  private publish({ queue, messageId, messageType, body, headers, redrives, spanId }: DeadLetter) {
    return this.publisher.send('', queue, body, {
      messageId,
      type: messageType,
      contentType: 'application/json',
      headers: { ...headers, [REDRIVES_HEADER]: redrives, [LAST_SPAN_HEADER]: spanId },
    });
  }
}
