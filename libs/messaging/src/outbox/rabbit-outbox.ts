import { Injectable } from '@nestjs/common';
import { ThroughlineError } from '@throughline/contracts';
import { Outbox, type PendingMessage } from '@throughline/persistence';
import type { EntityManager } from 'typeorm';
import { hasKnownForm } from '../wire/known-form.js';
import { parseMessage } from '../wire/parse-message.js';
import { ConfirmedRows } from './confirmed-rows.js';
import { OutboxPoll } from './outbox-poll.js';
import { OutboxRelay } from './outbox-relay.js';
import { OutboxRows } from './outbox-rows.js';
import { outgoing } from './outgoing-message.js';

/** The outbox of units of work: a table, and the relay that empties it. */
@Injectable()
export class RabbitOutbox extends Outbox {
  /** Rows of messages sent before, which a unit deletes with the insert of its own. */
  private readonly carried = new WeakMap<readonly PendingMessage[], readonly string[]>();

  constructor(
    private readonly rows: OutboxRows,
    private readonly relay: OutboxRelay,
    private readonly poll: OutboxPoll,
    private readonly confirmedRows: ConfirmedRows,
  ) {
    super();
  }

  override admit(): void {
    if (!this.poll.isFull) return;
    const text = 'Too many messages wait for the message broker. Try again shortly';
    throw new ThroughlineError('broker_backlog', 'unavailable', text, { retryAfterSeconds: 5 });
  }

  override store(manager: EntityManager, messages: readonly PendingMessage[]): Promise<void> {
    for (const message of messages) assertValid(message);
    const confirmed = this.confirmedRows.take();
    this.carried.set(messages, confirmed);
    return this.rows.insert(manager, messages.map(outgoing), confirmed);
  }

  override committed(messages: readonly PendingMessage[]): void {
    this.confirmedRows.deleted(this.carried.get(messages) ?? []);
    this.poll.added(messages.length);
    this.relay.offer(messages.map(outgoing));
  }

  override abandoned(messages: readonly PendingMessage[]): void {
    this.confirmedRows.giveBack(this.carried.get(messages) ?? []);
  }
}

/** Refused here, a malformed message fails its own sender; sent, it would only die in dead letters. */
function assertValid({ messageClass, message, payload }: PendingMessage): void {
  if (hasKnownForm(message)) return;
  try {
    parseMessage(messageClass, payload);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ThroughlineError('message_invalid', 'internal', reason, { cause });
  }
}
