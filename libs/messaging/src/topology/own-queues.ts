import { Inject, Injectable } from '@nestjs/common';
import type { MessageClass } from '@throughline/contracts';
import type { Channel, ChannelModel } from 'amqplib';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../messaging-options.js';
import { QueueDeclarations } from './queue-declarations.js';
import { declareExchanges, declareQueue } from './declare.js';

/**
 * The queues of this service. They are declared before it sends anything: whoever answers a message of ours can only
 * do so once our queues are there, so that the answer is not an event for nobody.
 */
@Injectable()
export class OwnQueues {
  private messageClasses: () => readonly MessageClass[] = () => [];

  constructor(@Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions) {}

  /** Says what the service consumes; asked at each connect. */
  consumedBy(messageClasses: () => readonly MessageClass[]): void {
    this.messageClasses = messageClasses;
  }

  async declare(model: ChannelModel, channel: Channel): Promise<void> {
    const queues = new QueueDeclarations(model);
    await declareExchanges(channel, queues);
    for (const type of this.messageClasses()) await declareQueue(channel, queues, this.options.service, type);
    await queues.close();
  }
}
