import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { type Channel, type ChannelModel, connect } from 'amqplib';
import type { MessageClass, RunId } from '@throughline/contracts';
import { exchangeOf } from '@throughline/messaging';
import { rootSpanIdOf, traceIdOf } from '@throughline/tracing';
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
          body: objectIn(message.content.toString()),
        });
        orchestrator.#emitter.emit('heard');
      },
      { noAck: true },
    );
    return orchestrator;
  }

  send(type: MessageClass, body: { readonly runId: RunId }): void {
    this.channel.publish(exchangeOf('command'), type.messageType, Buffer.from(JSON.stringify(body)), {
      messageId: randomUUID(),
      headers: underRootOf(body.runId),
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
    const signal = AbortSignal.timeout(60_000);
    for (;;) {
      const found = this.#heard.find(({ body }) => body['runId'] === runId);
      if (found !== undefined) return found;
      await once(this.#emitter, 'heard', { signal });
    }
  }
}

/** What a message of the orchestrator carries: the run's root span as its parent, and the run's id. */
const underRootOf = (runId: RunId): Record<string, string> => ({
  traceparent: `00-${traceIdOf(runId)}-${rootSpanIdOf(runId)}-01`,
  baggage: `throughline.run.id=${runId},correlation_id=${runId}`,
});

function objectIn(json: string): Record<string, unknown> {
  const value: unknown = JSON.parse(json);
  if (typeof value !== 'object' || value === null) throw new Error('an event is no object');
  return { ...value };
}
