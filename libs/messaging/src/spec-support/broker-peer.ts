import { type ChannelModel, type ConfirmChannel, connect, type GetMessage } from 'amqplib';
import { eventually } from '@throughline/testing/eventually';
import { v7 } from 'uuid';

/** Somebody else on the broker: publishes whatever it likes and looks into queues. */
export class BrokerPeer {
  private constructor(
    private readonly model: ChannelModel,
    private readonly channel: ConfirmChannel,
  ) {}

  static async connect(url: string): Promise<BrokerPeer> {
    const model = await connect(url, { noDelay: true });
    return new BrokerPeer(model, await model.createConfirmChannel());
  }

  async publish(
    exchange: string,
    key: string,
    body: string,
    messageId: string,
    headers: Record<string, string> = {},
  ): Promise<void> {
    this.channel.publish(exchange, key, Buffer.from(body), { messageId, headers, persistent: true });
    await this.channel.waitForConfirms();
  }

  /** As many as are asked for, each with an id of its own; confirmed a thousand at a time. */
  async publishMany(
    exchange: string,
    key: string,
    count: number,
    bodyOf: (at: number) => string,
  ): Promise<void> {
    for (let at = 0; at < count; at++) {
      this.channel.publish(exchange, key, Buffer.from(bodyOf(at)), { messageId: v7(), persistent: true });
      if (at % 1_000 === 999) await this.channel.waitForConfirms();
    }
    await this.channel.waitForConfirms();
  }

  /** Takes the messages of a queue so often, and leaves without an answer, as when a connection is lost. */
  async returnUnanswered(queue: string, times: number): Promise<void> {
    for (let i = 0; i < times; i++) {
      const channel = await this.model.createChannel();
      await new Promise<void>((resolve, reject) => {
        channel.consume(queue, () => resolve()).catch(reject);
      });
      await channel.close();
    }
  }

  /** The values of numbers that are sent from now on, as they arrive. */
  async listen(exchange: string, key: string): Promise<number[]> {
    const values: number[] = [];
    const { queue } = await this.channel.assertQueue('', { exclusive: true });
    await this.channel.bindQueue(queue, exchange, key);
    const read = (message: Pick<GetMessage, 'content'> | null): void => {
      values.push(Number(/"value":(\d+)/.exec(message?.content.toString() ?? '')?.[1]));
    };
    await this.channel.consume(queue, read, { noAck: true });
    return values;
  }

  async declare(queue: string, args: Record<string, string | number>): Promise<void> {
    await this.channel.assertQueue(queue, { durable: true, arguments: args });
  }

  async messageCount(queue: string): Promise<number> {
    return (await this.channel.checkQueue(queue)).messageCount;
  }

  /** Takes the next message out of a queue. */
  async take(queue: string): Promise<GetMessage> {
    const taken: GetMessage[] = [];
    await eventually(`a message in ${queue}`, async () => {
      const message = await this.channel.get(queue, { noAck: true });
      if (message !== false) taken.push(message);
      return taken.length > 0;
    });
    const [message] = taken;
    if (message === undefined) throw new Error(`no message in ${queue}`);
    return message;
  }

  close(): Promise<void> {
    return this.model.close();
  }
}
