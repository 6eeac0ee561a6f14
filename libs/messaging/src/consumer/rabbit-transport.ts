import { Inject, Injectable } from '@nestjs/common';
import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import { getLogger, withoutTracing } from '@throughline/tracing';
import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import { QueueDepths } from '../back-pressure/queue-depths.js';
import { ConfirmingPublisher } from '../connection/confirming-publisher.js';
import { RabbitConnection } from '../connection/rabbit-connection.js';
import { DeadLetterCollector } from '../dead-letters/dead-letter-collector.js';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../messaging-options.js';
import { OwnQueues } from '../topology/own-queues.js';
import { ConsumerLoop, MAX_BATCH } from './consumer-loop.js';
import { Delivery } from './delivery.js';
import { bindingsOf, type HandlerBinding } from './handler-binding.js';

/** Of each queue: the next batch is here when the one before is answered. */
const PREFETCH = 2 * MAX_BATCH;

/** Brings messages to the methods with `@Consumes`: `app.connectMicroservice({ strategy: app.get(RabbitTransport) })`. */
@Injectable()
export class RabbitTransport extends Server implements CustomTransportStrategy {
  private readonly service: string;
  private readonly connection: RabbitConnection;
  private bindings: HandlerBinding[] = [];
  private channel: Channel | undefined;
  private consumerTags: string[] = [];
  private listening = false;
  private stopping: Promise<void> | undefined;

  constructor(
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
    private readonly loop: ConsumerLoop,
    private readonly publisher: ConfirmingPublisher,
    private readonly ownQueues: OwnQueues,
    private readonly deadLetters: DeadLetterCollector,
    private readonly depths: QueueDepths,
  ) {
    super();
    const { service, rabbitUrl, setUpTimeoutMs } = options;
    this.service = service;
    const role = {
      name: `${service} consumer`,
      setUp: (model: ChannelModel, asks: (what: string) => void) => this.setUp(model, asks),
      lost: () => this.lost(),
    };
    this.connection = new RabbitConnection(role, rabbitUrl, setUpTimeoutMs);
    ownQueues.consumedBy(() =>
      bindingsOf(service, this.messageHandlers).map(({ messageClass }) => messageClass),
    );
  }

  /** Starts to send and to consume, and does not wait for the broker: a service is there without it, only not ready. */
  override listen(callback: () => void): void {
    this.bindings = bindingsOf(this.service, this.messageHandlers);
    this.listening = true;
    // Not earlier: to send before the handlers are known would be to send before their queues are there.
    this.publisher.start();
    this.connection.start();
    callback();
  }

  /** Whether messages can be sent, and where it has consumers, received. */
  isReady(): boolean {
    return this.publisher.isReady && (!this.listening || this.channel !== undefined);
  }

  /** No new deliveries; resolves when all that have arrived are handled and answered. */
  stopConsuming(): Promise<void> {
    this.stopping ??= this.stop();
    return this.stopping;
  }

  override async close(): Promise<void> {
    await this.stopConsuming();
    if (this.listening) await this.connection.close();
  }

  override on(): never {
    throw new Error('RabbitTransport has no events; ask isReady()');
  }

  override unwrap(): never {
    throw new Error('RabbitTransport keeps its connection to itself');
  }

  private async setUp(model: ChannelModel, asks: (what: string) => void): Promise<void> {
    if (this.stopping !== undefined) return;
    this.consumerTags = [];
    const channel = await model.createChannel();
    channel.on('error', () => undefined);
    channel.on('close', () => {
      if (this.channel === channel) this.connection.drop('the consuming channel was closed');
    });
    asks('queues and exchanges');
    await this.ownQueues.declare(model, channel);
    await channel.prefetch(PREFETCH);
    for (const binding of this.bindings) {
      asks(`a consumer of ${binding.queue}`);
      await this.consume(channel, binding);
    }
    asks('consumers of the queues of dead letters');
    await this.deadLetters.consume(model, this.bindings, () =>
      this.connection.drop('the channel of dead letters was closed'),
    );
    const own = this.bindings.map(({ queue }) => queue);
    asks('the depths of queues');
    await this.depths.watch(model, [...own, ...(this.options.fills ?? [])]);
    this.channel = channel;
  }

  private async consume(channel: Channel, binding: HandlerBinding): Promise<void> {
    // A delivery gets its span with its handling, not with its arrival.
    const { consumerTag } = await withoutTracing(() =>
      channel.consume(binding.queue, (message) => this.delivered(channel, binding, message)),
    );
    this.consumerTags.push(consumerTag);
  }

  private delivered(channel: Channel, binding: HandlerBinding, message: ConsumeMessage | null): void {
    // Null: the broker has cancelled the consumer, because its queue was deleted or moved.
    if (message === null) this.connection.drop(`the consumer of ${binding.queue} was cancelled`);
    else this.loop.add(new Delivery(binding, message, channel));
  }

  private lost(): void {
    this.channel = undefined;
    this.consumerTags = [];
    this.loop.forgetWaiting();
    this.deadLetters.lost();
    this.depths.lost();
  }

  private async stop(): Promise<void> {
    const { channel, consumerTags } = this;
    this.consumerTags = [];
    try {
      for (const tag of consumerTags) await channel?.cancel(tag);
    } catch (error) {
      getLogger('messaging').debug({ err: error }, 'consumers ended with their connection');
    }
    await Promise.all([this.loop.drain(), this.deadLetters.stop(), this.depths.stop()]);
  }
}
