import type { EntityManager } from 'typeorm';
import type { PendingMessage } from './pending-message.js';

/** Where the messages of units of work go; `messaging` provides it. */
export abstract class Outbox {
  /** Refuses a message when too many are waiting already. @throws {ThroughlineError} `broker_backlog` */
  abstract admit(): void;
  /**
   * Writes the messages in the unit's own transaction, in one insert, which has been sent when this returns: what
   * follows on the connection may be the end of the transaction.
   * @throws {ThroughlineError} `message_invalid`, with nothing sent
   */
  abstract store(manager: EntityManager, messages: readonly PendingMessage[]): Promise<void>;
  /** Their transaction has been committed: they may be sent, from memory. */
  abstract committed(messages: readonly PendingMessage[]): void;
  /** Their transaction has failed, or nobody knows what has become of it. */
  abstract abandoned(messages: readonly PendingMessage[]): void;
}
