import { type Seen, within } from './exercise.js';

type Amqp = typeof import('amqplib');

/** Sends a message to a queue of the test's own, and takes it out again. The queue goes with its connection. */
export async function exerciseRabbitMq(url: string): Promise<Seen[]> {
  const amqp: { default: Amqp } = await import('amqplib');
  const connection = await within('connecting to RabbitMQ', amqp.default.connect(url, { timeout: 5_000 }));
  connection.on('error', () => undefined);
  try {
    const channel = await within('opening a channel', connection.createChannel());
    const { queue } = await within(
      'making a queue',
      channel.assertQueue('', { exclusive: true, autoDelete: true }),
    );
    const consumed = Promise.withResolvers<Seen>();
    await channel.consume(queue, (message) => {
      if (message === null) return;
      channel.ack(message);
      const header = (name: string): string => String(message.properties.headers?.[name] ?? '');
      consumed.resolve({
        by: 'the consumer of RabbitMQ',
        traceparent: header('traceparent'),
        baggage: header('baggage'),
      });
    });
    channel.sendToQueue(queue, Buffer.from('{}'), { contentType: 'application/json' });
    return [await within('the message', consumed.promise)];
  } finally {
    await within('closing the connection', connection.close());
  }
}
