import { randomUUID } from 'node:crypto';
import { EventEmitter, on } from 'node:events';
import { type Channel, type ChannelModel, connect } from 'amqplib';
import type { MessageClass, RunId } from '@throughline/contracts';
import { exchangeOf } from '@throughline/messaging';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';

interface Heard {
  readonly type: string;
  readonly body: Record<string, unknown>;
}

/** Stands where the orchestrator stands: sends commands to the broker and hears all events. */
export class Orchestrator {
  readonly #heard: Heard[] = [];
  readonly #emitter = new EventEmitter<{ heard: [] }>();

  private constructor(
    private readonly connection: ChannelModel,
    private readonly channel: Channel,
  ) {}

  static async connect(url: string): Promise<Orchestrator> {
    const connection = await connect(url);
    const channel = await connection.createChannel();
    const orchestrator = new Orchestrator(connection, channel);
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, exchangeOf('event'), '#');
    await channel.consume(
      queue,
      (message) => {
        if (message === null) return;
        orchestrator.#heard.push({
          type: message.fields.routingKey,
          body: Object(JSON.parse(message.content.toString())),
        });
        orchestrator.#emitter.emit('heard');
      },
      { noAck: true },
    );
    return orchestrator;
  }

  send(type: MessageClass, body: object): void {
    this.channel.publish(exchangeOf('command'), type.messageType, Buffer.from(JSON.stringify(body)), {
      messageId: randomUUID(),
      persistent: true,
      contentType: 'application/json',
    });
  }

  /** The run's first event of one of the types, as an instance that keeps its contract. */
  async hear<M extends object>(type: MessageClass<M> & (new () => M), runId: RunId): Promise<M> {
    const found = await this.#first(runId);
    if (found.type !== type.messageType)
      throw new Error(`heard ${found.type}: ${JSON.stringify(found.body)}`);
    const message = plainToInstance(type, found.body);
    const errors = validateSync(message, { whitelist: true, forbidNonWhitelisted: true });
    if (errors.length > 0) throw new Error(`${type.messageType} breaks its contract: ${errors.join()}`);
    return message;
  }

  /** What was heard of the run so far. */
  heardOf(runId: RunId): string[] {
    return this.#heard.filter(({ body }) => body['runId'] === runId).map(({ type }) => type);
  }

  async close(): Promise<void> {
    await this.connection.close();
  }

  async #first(runId: RunId): Promise<Heard> {
    const find = (): Heard | undefined => this.#heard.find(({ body }) => body['runId'] === runId);
    const already = find();
    if (already !== undefined) return already;
    for await (const _ of on(this.#emitter, 'heard', { signal: AbortSignal.timeout(60_000) })) {
      const found = find();
      if (found !== undefined) return found;
    }
    throw new Error('the broker is gone');
  }
}
