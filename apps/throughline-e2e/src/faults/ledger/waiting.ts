import { connect } from 'amqplib';

/** How many messages wait in a queue; undefined when there is no such queue. */
export async function messagesIn(rabbitUrl: string, queue: string): Promise<number | undefined> {
  const connection = await connect(rabbitUrl, { timeout: 10_000, noDelay: true });
  connection.on('error', () => undefined);
  try {
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    return (await channel.checkQueue(queue)).messageCount;
  } catch (error) {
    if (error instanceof Error && error.message.includes('NOT_FOUND')) return undefined;
    throw error;
  } finally {
    await connection.close();
  }
}
