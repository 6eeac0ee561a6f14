import * as contracts from '@throughline/contracts';
import { deadLetterQueueOf, queueOf, RETRY_DELAYS_MS, retryExchangeOf } from '@throughline/messaging';
import { type ChannelModel, connect } from 'amqplib';

/** How many messages wait in each queue: those of every service, their dead letters, and those of later tries. */
export async function messageCounts(rabbitUrl: string): Promise<Record<string, number>> {
  const connection = await connect(rabbitUrl, { timeout: 10_000, noDelay: true });
  try {
    const counts = await Promise.all(
      QUEUES.map(async (queue): Promise<[string, number | undefined]> => [
        queue,
        await messagesIn(connection, queue),
      ]),
    );
    return Object.fromEntries(
      counts.flatMap(([queue, count]) => (count === undefined ? [] : [[queue, count]])),
    );
  } finally {
    await connection.close();
  }
}

const MESSAGE_TYPES = Object.values(contracts).flatMap((exported) =>
  typeof exported === 'function' && 'messageType' in exported ? [exported.messageType] : [],
);

/** Any service might listen to any message; which ones do, the broker says. */
const LISTENING = contracts.SERVICES.flatMap((service) =>
  MESSAGE_TYPES.map((type) => queueOf(service, type)),
);
const QUEUES = [
  ...LISTENING.flatMap((queue) => [queue, deadLetterQueueOf(queue)]),
  ...RETRY_DELAYS_MS.map(retryExchangeOf),
];

/** Undefined when there is no such queue: the broker then closes the channel. */
async function messagesIn(connection: ChannelModel, queue: string): Promise<number | undefined> {
  const channel = await connection.createChannel();
  let isOpen = true;
  channel.on('error', () => (isOpen = false));
  try {
    return (await channel.checkQueue(queue)).messageCount;
  } catch (error) {
    if (error instanceof Error && error.message.includes('NOT_FOUND')) return undefined;
    throw error;
  } finally {
    if (isOpen) await channel.close();
  }
}
