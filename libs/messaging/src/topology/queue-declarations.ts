import { getLogger } from '@throughline/tracing';
import type { Channel, ChannelModel, Options } from 'amqplib';

/** Declares queues on a channel of its own. */
export class QueueDeclarations {
  private channel: Channel | undefined;

  constructor(private readonly model: ChannelModel) {}

  /**
   * A queue that is there with other arguments stays as it is: another version of the service has made it, and may
   * consume from it at the same time.
   */
  async declare(queue: string, options: Options.AssertQueue): Promise<void> {
    this.channel ??= await this.open();
    try {
      await this.channel.assertQueue(queue, options);
    } catch (error) {
      // The broker has closed the channel.
      this.channel = undefined;
      if (!(error instanceof Error && error.message.includes('PRECONDITION_FAILED'))) throw error;
      getLogger('messaging').info({ queue }, 'a queue stays as another version has made it');
    }
  }

  async close(): Promise<void> {
    await this.channel?.close();
  }

  private async open(): Promise<Channel> {
    const channel = await this.model.createChannel();
    channel.on('error', () => undefined);
    return channel;
  }
}
