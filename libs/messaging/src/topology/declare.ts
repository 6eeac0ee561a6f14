import type { Channel, Options } from 'amqplib';
import type { MessageClass } from '@throughline/contracts';
import { deadLetterQueueOf, exchangeOf, queueOf, RETRY_DELAYS_MS, retryExchangeOf } from './names.js';

/** A message that returns to its queue this often without an answer takes its process down each time. */
const DELIVERY_LIMIT = 20;

/** Dead letters are never lost on the way: the queue keeps a message until the other has confirmed it. */
const AT_LEAST_ONCE = { 'x-dead-letter-strategy': 'at-least-once', 'x-overflow': 'reject-publish' };

/** Exchanges, and the queues in which messages wait for another try. Declaring again changes nothing. */
export async function declareExchanges(channel: Channel): Promise<void> {
  await channel.assertExchange(exchangeOf('command'), 'topic', { durable: true });
  await channel.assertExchange(exchangeOf('event'), 'topic', { durable: true });
  for (const delayMs of RETRY_DELAYS_MS) {
    const name = retryExchangeOf(delayMs);
    await channel.assertExchange(name, 'fanout', { durable: true });
    // Back through the default exchange, by the routing key that each message brought along.
    await channel.assertQueue(
      name,
      quorum({ 'x-message-ttl': delayMs, 'x-dead-letter-exchange': '', ...AT_LEAST_ONCE }),
    );
    await channel.bindQueue(name, name, '');
  }
}

/** The queue of one message type at one service, with its dead letters. @returns the queue's name */
export async function declareQueue(channel: Channel, service: string, type: MessageClass): Promise<string> {
  const queue = queueOf(service, type.messageType);
  const deadLetters = deadLetterQueueOf(queue);
  await channel.assertQueue(deadLetters, quorum({}));
  await channel.assertQueue(
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
