import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { type ChannelModel, type ConfirmChannel, connect } from 'amqplib';
import { Database } from './database.js';
import { RAW_QUEUE, rabbitUrl } from './settings.js';

/** amqplib as it is, without a framework. */
@Injectable()
export class RawMessages implements OnModuleInit, OnApplicationShutdown {
  private model: ChannelModel | undefined;
  private channel: ConfirmChannel | undefined;

  constructor(private readonly database: Database) {}

  async onModuleInit(): Promise<void> {
    this.model = await connect(rabbitUrl);
    this.channel = await this.model.createConfirmChannel();
    await this.channel.assertQueue(RAW_QUEUE, { durable: false });
    const handle: () => unknown = () => this.count();
    await this.channel.consume(RAW_QUEUE, handle, { noAck: true });
  }

  async send(id: string): Promise<void> {
    this.channel?.sendToQueue(RAW_QUEUE, Buffer.from(id), { messageId: id });
    await this.channel?.waitForConfirms();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.model?.close();
  }

  private async count(): Promise<void> {
    await this.database.pool.query('SELECT count(*) FROM orders');
  }
}
