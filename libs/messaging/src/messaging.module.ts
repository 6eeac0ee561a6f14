import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { Outbox } from '@throughline/persistence';
import { BackPressure } from './back-pressure/back-pressure.js';
import { QueueDepths } from './back-pressure/queue-depths.js';
import { ConfirmingPublisher } from './connection/confirming-publisher.js';
import { BegunCleaning } from './consumer/begun-cleaning.js';
import { BegunHandlings } from './consumer/begun-handlings.js';
import { BatchTransaction } from './consumer/batch-transaction.js';
import { ConsumerLoop } from './consumer/consumer-loop.js';
import { FailedMessages } from './consumer/failed-messages.js';
import { InboxCleaning } from './consumer/inbox-cleaning.js';
import { InboxRows } from './consumer/inbox-rows.js';
import { RabbitTransport } from './consumer/rabbit-transport.js';
import { DeadLetterCleaning } from './dead-letters/dead-letter-cleaning.js';
import { DeadLetterCollector } from './dead-letters/dead-letter-collector.js';
import { DeadLetterIntake } from './dead-letters/dead-letter-intake.js';
import { DeadLetterRedriver } from './dead-letters/dead-letter-redriver.js';
import { DeadLetterRows } from './dead-letters/dead-letter-rows.js';
import { DeadLetterViews } from './dead-letters/dead-letter-views.js';
import { DeadLettersController } from './dead-letters/dead-letters.controller.js';
import { DeadLetters } from './dead-letters/dead-letters.service.js';
import { MESSAGING_OPTIONS, type MessagingOptions } from './messaging-options.js';
import { ConfirmedRows } from './outbox/confirmed-rows.js';
import { OutboxPoll } from './outbox/outbox-poll.js';
import { OutboxRelay } from './outbox/outbox-relay.js';
import { OutboxRows } from './outbox/outbox-rows.js';
import { OutboxShutdown } from './outbox/outbox-shutdown.js';
import { OutboxStatus } from './outbox/outbox-status.js';
import { RabbitOutbox } from './outbox/rabbit-outbox.js';
import { OwnQueues } from './topology/own-queues.js';

/** Messages in and out of a service. Needs PersistenceModule with `messagingTables`. */
@Module({})
export class MessagingModule implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown {
  constructor(
    private readonly poll: OutboxPoll,
    private readonly transport: RabbitTransport,
    private readonly outboxShutdown: OutboxShutdown,
  ) {}

  static forRoot(options: MessagingOptions): DynamicModule {
    return {
      module: MessagingModule,
      global: true,
      controllers: [DeadLettersController],
      providers: [
        { provide: MESSAGING_OPTIONS, useValue: options },
        { provide: Outbox, useExisting: RabbitOutbox },
        ...[RabbitOutbox, OutboxRows, OutboxRelay, ConfirmedRows, OutboxPoll, OutboxShutdown, OutboxStatus],
        ...[OwnQueues, ConfirmingPublisher, RabbitTransport, ConsumerLoop, BatchTransaction, FailedMessages],
        ...[InboxRows, InboxCleaning, BegunHandlings, BegunCleaning],
        ...[DeadLetterCollector, DeadLetterIntake, DeadLetterRows, DeadLetterRedriver, DeadLetterViews],
        ...[DeadLetters, DeadLetterCleaning, QueueDepths, BackPressure],
      ],
      exports: [Outbox, OutboxStatus, RabbitTransport, BackPressure],
    };
  }

  onApplicationBootstrap(): void {
    this.poll.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.transport.stopConsuming();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.outboxShutdown.run();
  }
}
