import type { Channel, Options } from 'amqplib';
import type { MessageClass } from '@throughline/contracts';
import type { QueueDeclarations } from './queue-declarations.js';
import { deadLetterQueueOf, exchangeOf, queueOf, RETRY_DELAYS_MS, retryExchangeOf } from './names.js';

/**
 * How often a message may return to its queue. The broker counts lost connections like failures, so that this is only
 * the last resort: consumers count their failures themselves, and handlings that never end (`BegunHandlings`).
 */
const DELIVERY_LIMIT = 900;
/** A dead letter has nowhere else to go. */
const DELIVERY_LIMIT_OF_DEAD_LETTERS = 1_000_000;

/** Dead letters are never lost on the way: the queue keeps a message until the other has confirmed it. */
const AT_LEAST_ONCE = { 'x-dead-letter-strategy': 'at-least-once', 'x-overflow': 'reject-publish' };

/** Exchanges, and the queues in which messages wait for another try. Declaring again changes nothing. */
export async function declareExchanges(channel: Channel, queues: QueueDeclarations): Promise<void> {
  await channel.assertExchange(exchangeOf('command'), 'topic', { durable: true });
  await channel.assertExchange(exchangeOf('event'), 'topic', { durable: true });
  for (const delayMs of RETRY_DELAYS_MS) {
    const name = retryExchangeOf(delayMs);
    await channel.assertExchange(name, 'fanout', { durable: true });
    // Back through the default exchange, by the routing key that each message brought along.
    await queues.declare(
      name,
      quorum({ 'x-message-ttl': delayMs, 'x-dead-letter-exchange': '', ...AT_LEAST_ONCE }),
    );
    await channel.bindQueue(name, name, '');
  }
}

/** The queue of one message type at one service, with its dead letters. @returns the queue's name */
export async function declareQueue(
  channel: Channel,
  queues: QueueDeclarations,
  service: string,
  type: MessageClass,
): Promise<string> {
  const queue = queueOf(service, type.messageType);
  const deadLetters = deadLetterQueueOf(queue);
  await queues.declare(deadLetters, quorum({ 'x-delivery-limit': DELIVERY_LIMIT_OF_DEAD_LETTERS }));
  await queues.declare(
    queue,
    quorum({
      'x-delivery-limit': DELIVERY_LIMIT,
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': deadLetters,
      ...AT_LEAST_ONCE,
    }),
  );
  await channel.bindQueue(queue, exchangeOf(type.kind), type.messageType);
  return queue;
}

const quorum = (extra: Record<string, string | number>): Options.AssertQueue => ({
  durable: true,
  arguments: { 'x-queue-type': 'quorum', ...extra },
});
