import { randomUUID } from 'node:crypto';
import type { Channel, ChannelModel, Options } from 'amqplib';

/** A queue that is made to be deleted goes by itself when its maker does not come to that. */
const SHORT_LIVED_MS = 60_000;

/** Makes the queues that are missing, on a channel of its own. */
export class QueueDeclarations {
  private channel: Channel | undefined;
  private hasMade = false;

  constructor(private readonly model: ChannelModel) {}

  /**
   * A queue that is there stays as it is: another version of the service may have made it, with other arguments, and
   * consume from it at the same time.
   */
  async declare(queue: string, options: Options.AssertQueue): Promise<void> {
    if (await this.exists(queue)) return;
    const channel = await this.opened();
    await channel.assertQueue(queue, options);
    this.hasMade = true;
  }

  async close(): Promise<void> {
    if (this.hasMade) await this.writeDown();
    await this.channel?.close();
  }

  private async exists(queue: string): Promise<boolean> {
    const channel = await this.opened();
    try {
      await channel.checkQueue(queue);
      return true;
    } catch (error) {
      if (!isNotFound(error)) throw error;
      // The broker has closed the channel.
      this.channel = undefined;
      return false;
    }
  }

  /**
   * RabbitMQ holds the name of the newest quorum queue in memory until the next one is made, or for up to three
   * seconds (the write cache of dets, with which ra keeps its `names.dets`). A broker that is killed meanwhile starts
   * with that queue's name and without its log: it never has a leader, and never answers a consumer
   * (https://github.com/rabbitmq/rabbitmq-server/issues/15725). So one more is made that nobody needs.
   */
  private async writeDown(): Promise<void> {
    const channel = await this.opened();
    const { queue } = await channel.assertQueue(`throughline.written-down.${randomUUID()}`, {
      durable: true,
      arguments: { 'x-queue-type': 'quorum', 'x-expires': SHORT_LIVED_MS },
    });
    await channel.deleteQueue(queue);
  }

  private async opened(): Promise<Channel> {
    if (this.channel !== undefined) return this.channel;
    const channel = await this.model.createChannel();
    channel.on('error', () => undefined);
    this.channel = channel;
    return channel;
  }
}

const isNotFound = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 404;
