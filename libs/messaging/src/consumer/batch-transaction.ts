import { context, type Link, ROOT_CONTEXT, type Span, trace } from '@throughline/tracing/api';
import { Inject, Injectable } from '@nestjs/common';
import { type UnitOfWork, UnitsOfWork } from '@throughline/persistence';
import { recordFailure } from '@throughline/tracing';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../messaging-options.js';
import { ConsumerSpan } from './consumer-span.js';
import { type ReceivedMessage, typesOf } from './received-message.js';
import { InboxRows } from './inbox-rows.js';

/** Handles messages in one transaction: inbox, handlers, outbox, commit. All or nothing. */
@Injectable()
export class BatchTransaction {
  private readonly spanName: string;

  constructor(
    @Inject(MESSAGING_OPTIONS) { service }: MessagingOptions,
    private readonly units: UnitsOfWork,
    private readonly inbox: InboxRows,
  ) {
    this.spanName = `${service.replaceAll('-', '_')}.handle_messages`;
  }

  /** @param attemptNo 0 together with what else was waiting, 1 alone after that has failed */
  async run(messages: readonly ReceivedMessage[], attemptNo: 0 | 1): Promise<void> {
    const handlings = messages.map((message) => new Handling(message, attemptNo));
    const span = this.startSpan(handlings);
    try {
      await context.with(trace.setSpan(ROOT_CONTEXT, span), () =>
        this.units.runOnce((work) => this.handleAll(handlings, work), typesOf(messages)),
      );
      for (const handling of handlings) handling.end(true);
    } catch (error) {
      recordFailure(span, error);
      for (const handling of handlings) handling.end(false);
      throw error;
    } finally {
      span.end();
    }
  }

  private async handleAll(handlings: readonly Handling[], work: UnitOfWork): Promise<void> {
    const deliveries = handlings.map(({ message }) => message.delivery);
    const fresh = await this.inbox.insert(work.manager, deliveries);
    for (const handling of handlings) await handling.run(work, fresh.has(handling.message.delivery));
  }

  /** What serves all messages belongs to none of their traces: a trace of its own, linked to each. */
  private startSpan(handlings: readonly Handling[]): Span {
    const links = handlings.flatMap((handling) => handling.link());
    const attributes = { 'messaging.system': 'rabbitmq', 'messaging.batch.message_count': handlings.length };
    return trace
      .getTracer('@throughline/messaging')
      .startSpan(this.spanName, { root: true, links, attributes }, ROOT_CONTEXT);
  }
}

/** One handling of one message, with its span. */
class Handling {
  private readonly links: Link[];
  private readonly spanId: string;
  private span: ConsumerSpan | undefined;

  constructor(
    readonly message: ReceivedMessage,
    attemptNo: 0 | 1,
  ) {
    this.links = message.delivery.linksBefore();
    this.spanId = message.delivery.nextSpanId(attemptNo);
  }

  link(): Link[] {
    const spanContext = this.message.delivery.contextOf(this.spanId);
    return spanContext === undefined ? [] : [{ context: spanContext }];
  }

  run(work: UnitOfWork, isFresh: boolean): Promise<void> {
    const { delivery, body } = this.message;
    const span = ConsumerSpan.start(delivery, this.spanId, this.links);
    this.span = span;
    return span.during(async () => {
      if (isFresh) await delivery.binding.handle(body, work);
      else span.markDuplicate();
    });
  }

  end(committed: boolean): void {
    this.span?.end(committed);
  }
}
