import { Injectable } from '@nestjs/common';
import { faultPoint } from '@throughline/resilience';
import { getLogger, withoutTracing } from '@throughline/tracing';
import { BrokerUnavailableError } from '../connection/broker-errors.js';
import { ConfirmingPublisher, type Routing } from '../connection/confirming-publisher.js';
import { exchangeOf } from '../topology/names.js';
import { ConfirmedRows } from './confirmed-rows.js';
import { OutboxRows } from './outbox-rows.js';
import { inOrderOfIds, type OutgoingMessage } from './outgoing-message.js';
import { recordProducerSpan } from './producer-span.js';

/** Sent and not yet confirmed, at most. */
const MAX_IN_FLIGHT = 256;
/**
 * Messages that the relay knows, at most: those that wait, those in flight, and those whose confirmed rows are not
 * deleted yet (`ConfirmedRows`). What is more stays in the table, where the poll finds it.
 */
export const MAX_IN_MEMORY = 5_000;

/** Sends what has been committed, from memory and in order; it never reads back what was just written. */
@Injectable()
export class OutboxRelay {
  private readonly logger = getLogger('messaging');
  /** From `offer` until the row is deleted or postponed. Whatever is in memory of a message is of one of these. */
  private readonly known = new Set<string>();
  private waiting: OutgoingMessage[] = [];
  /** What was in flight when the broker went away has come back, one by one. */
  private isOutOfOrder = false;
  private inFlight = 0;

  constructor(
    private readonly publisher: ConfirmingPublisher,
    private readonly rows: OutboxRows,
    private readonly confirmedRows: ConfirmedRows,
  ) {
    publisher.onReady(() => this.sendWaiting());
    confirmedRows.onDeleted((ids) => ids.forEach((id) => this.known.delete(id)));
  }

  /** How many more messages may be handed over. */
  get room(): number {
    return Math.max(0, MAX_IN_MEMORY - this.known.size);
  }

  get isIdle(): boolean {
    return this.known.size === 0;
  }

  offer(messages: readonly OutgoingMessage[]): void {
    for (const message of messages) {
      if (this.room === 0) break;
      if (this.known.has(message.id)) continue;
      this.known.add(message.id);
      this.waiting.push(message);
    }
    this.sendWaiting();
  }

  private sendWaiting(): void {
    if (!this.publisher.isReady || this.waiting.length === 0) return;
    if (this.isOutOfOrder) this.waiting.sort(inOrderOfIds);
    this.isOutOfOrder = false;
    const batch = this.waiting.splice(0, MAX_IN_FLIGHT - this.inFlight);
    this.inFlight += batch.length;
    withoutTracing(() => batch.forEach((message) => void this.send(message)));
  }

  private async send(message: OutgoingMessage): Promise<void> {
    try {
      const answer = this.publish(message);
      faultPoint('messaging.relay.before-confirm');
      await this.confirmed(message, await answer);
    } catch (error) {
      await this.failed(message, error);
    } finally {
      this.inFlight--;
      this.sendWaiting();
    }
  }

  private publish(message: OutgoingMessage): Promise<Routing> {
    return this.publisher.send(exchangeOf(message.kind), message.messageType, Buffer.from(message.payload), {
      messageId: message.id,
      type: message.messageType,
      contentType: 'application/json',
      timestamp: Math.floor(message.publishedAt / 1000),
      headers: { ...message.carrier },
    });
  }

  private async confirmed(message: OutgoingMessage, routing: Routing): Promise<void> {
    if (routing === 'returned' && message.kind === 'command') return this.returned(message);
    recordProducerSpan(message, routing === 'routed');
    faultPoint('messaging.relay.before-delete');
    this.confirmedRows.add(message.id);
  }

  private returned(message: OutgoingMessage): Promise<void> {
    const { id, messageType, runId } = message;
    this.logger.warn(
      { messageId: id, messageType, runId },
      'a command has no consumer yet; it is sent again later',
    );
    return this.postpone(message);
  }

  private async failed(message: OutgoingMessage, error: unknown): Promise<void> {
    if (error instanceof BrokerUnavailableError) {
      this.waiting.push(message);
      this.isOutOfOrder = true;
      return;
    }
    const { id, messageType, runId } = message;
    this.logger.error(
      { err: error, messageId: id, messageType, runId },
      'a message could not be sent; it is sent again later',
    );
    await this.postpone(message);
  }

  /** Back to the table; where even that fails, the claim on the row runs out by itself. */
  private async postpone({ id }: OutgoingMessage): Promise<void> {
    await this.rows.postpone(id).catch((error: unknown) => {
      this.logger.warn({ err: error, messageId: id }, 'a message could not be put off');
    });
    this.known.delete(id);
  }
}
