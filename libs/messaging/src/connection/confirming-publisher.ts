import { Inject, Injectable } from '@nestjs/common';
import { withoutTracing } from '@throughline/tracing';
import type { ChannelModel, ConfirmChannel, Message, Options } from 'amqplib';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../messaging-options.js';
import { OwnQueues } from '../topology/own-queues.js';
import { BrokerUnavailableError, PublishRefusedError } from './broker-errors.js';
import { RabbitConnection } from './rabbit-connection.js';

/** `returned`: the broker has it, but no queue wanted it. */
export type Routing = 'routed' | 'returned';

interface InFlight {
  readonly sentAt: number;
  returned: boolean;
  resolve(routing: Routing): void;
  reject(error: Error): void;
}

const CONFIRM_TIMEOUT_MS = 10_000;
const CHECK_INTERVAL_MS = 1_000;

/** Publishes persistent, mandatory messages and tells what the broker said of each. A connection of its own. */
@Injectable()
export class ConfirmingPublisher {
  private readonly inFlight = new Map<string, InFlight>();
  private readonly connection: RabbitConnection;
  private readonly readyListeners: (() => void)[] = [];
  private channel: ConfirmChannel | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(MESSAGING_OPTIONS) { service, rabbitUrl, setUpTimeoutMs }: MessagingOptions,
    private readonly ownQueues: OwnQueues,
  ) {
    const role = {
      name: `${service} publisher`,
      setUp: (model: ChannelModel, asks: (what: string) => void) => this.setUp(model, asks),
      lost: (error: Error) => this.lost(error),
    };
    this.connection = new RabbitConnection(role, rabbitUrl, setUpTimeoutMs);
  }

  get isReady(): boolean {
    return this.channel !== undefined;
  }

  onReady(fn: () => void): void {
    this.readyListeners.push(fn);
  }

  start(): void {
    this.connection.start();
    // amqplib never calls back for a confirmation that does not come: we look for ourselves.
    this.timer = setInterval(() => this.checkTimeouts(), CHECK_INTERVAL_MS).unref();
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.connection.close();
    this.lost(new Error('closed at shutdown'));
  }

  /** @throws {BrokerUnavailableError} when it is unknown whether the broker has it; {PublishRefusedError} */
  send(exchange: string, routingKey: string, body: Buffer, options: SendOptions): Promise<Routing> {
    const { channel } = this;
    if (channel === undefined) return Promise.reject(new BrokerUnavailableError());
    const key = keyOf(exchange, routingKey, options.messageId);
    return new Promise((resolve, reject) => {
      this.inFlight.set(key, { sentAt: performance.now(), returned: false, resolve, reject });
      try {
        // Who sends has made the message’s span and its headers: the channel must not make another one.
        withoutTracing(() =>
          channel.publish(exchange, routingKey, body, { ...options, ...ALWAYS }, (error: unknown) =>
            this.confirmed(key, error),
          ),
        );
      } catch (error) {
        this.inFlight.delete(key);
        reject(channel === this.channel ? new PublishRefusedError(error) : new BrokerUnavailableError(error));
      }
    });
  }

  private async setUp(model: ChannelModel, asks: (what: string) => void): Promise<void> {
    const channel = await model.createConfirmChannel();
    channel.on('error', () => undefined);
    channel.on('close', () => {
      if (this.channel === channel) this.connection.drop('the publishing channel was closed');
    });
    channel.on('return', (message: Message) => this.returned(message));
    asks('queues and exchanges');
    await this.ownQueues.declare(model, channel);
    this.channel = channel;
    for (const listener of this.readyListeners) listener();
  }

  private returned({ fields, properties }: Message): void {
    const entry = this.inFlight.get(keyOf(fields.exchange, fields.routingKey, String(properties.messageId)));
    if (entry !== undefined) entry.returned = true;
  }

  private confirmed(key: string, error: unknown): void {
    const entry = this.inFlight.get(key);
    if (entry === undefined) return;
    this.inFlight.delete(key);
    if (error === null || error === undefined) entry.resolve(entry.returned ? 'returned' : 'routed');
    else entry.reject(isRefusal(error) ? new PublishRefusedError(error) : new BrokerUnavailableError(error));
  }

  private lost(error: Error): void {
    this.channel = undefined;
    const entries = [...this.inFlight.values()];
    this.inFlight.clear();
    for (const entry of entries) entry.reject(new BrokerUnavailableError(error));
  }

  private checkTimeouts(): void {
    const [oldest] = this.inFlight.values();
    if (oldest !== undefined && performance.now() - oldest.sentAt > CONFIRM_TIMEOUT_MS)
      this.connection.drop(`no confirmation within ${CONFIRM_TIMEOUT_MS} ms`);
  }
}

export type SendOptions = Omit<Options.Publish, 'messageId'> & { readonly messageId: string };

const ALWAYS = { persistent: true, mandatory: true } as const;

/** The broker has said no. All else that amqplib tells here is that the channel has ended before the answer. */
const isRefusal = (error: unknown): boolean => error instanceof Error && error.message === 'message nacked';

const keyOf = (exchange: string, routingKey: string, messageId: string): string =>
  `${exchange} ${routingKey} ${messageId}`;
