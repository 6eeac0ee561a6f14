import { context, ROOT_CONTEXT, type Span, trace } from '@throughline/tracing/api';
import { Inject, Injectable } from '@nestjs/common';
import { type UnitOfWork, UnitsOfWork } from '@throughline/persistence';
import { recordFailure, startTogether } from '@throughline/tracing';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../messaging-options.js';
import { handleTogether } from './handle-together.js';
import type { HandlerBinding } from './handler-binding.js';
import { Handling } from './handling.js';
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
    } catch (error) {
      recordFailure(span, error);
      for (const handling of handlings) handling.end(false);
      span.end();
      throw error;
    }
    const endedAt = Date.now();
    await whenWritten();
    for (const handling of handlings) handling.end(true);
    span.end(endedAt);
  }

  private async handleAll(handlings: readonly Handling[], work: UnitOfWork): Promise<void> {
    const deliveries = handlings.map(({ message }) => message.delivery);
    const inserted = this.inbox.insert(work.manager, deliveries);
    // While the server works. Those that are handled one by one begin one by one.
    startTogether(() => handlings.filter(isTogether).forEach((handling) => handling.begin()));
    const fresh = await inserted;
    for (const handling of handlings) if (!fresh.has(handling.message.delivery)) handling.skipDuplicate();
    for (const turn of turnsOf(handlings.filter(({ message }) => fresh.has(message.delivery))))
      if (turn.isTogether) await handleTogether(turn.handlings, work);
      else for (const handling of turn.handlings) await handling.run(work);
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

interface Turn {
  readonly isTogether: boolean;
  readonly handlings: Handling[];
}

const isTogether = ({ message }: Handling): boolean => message.delivery.binding.together;

/** Resolves when what has just been published is with the sockets: others wait for it, and for nothing that follows. */
const whenWritten = (): Promise<void> =>
  new Promise((resolve) => {
    // amqplib writes in the turn that begins when it hears of a frame.
    process.nextTick(() => setImmediate(resolve));
  });

/** In the order of arrival; those that their handler takes together at the place of the first of them. */
function turnsOf(handlings: readonly Handling[]): Turn[] {
  const turns: Turn[] = [];
  const together = new Map<HandlerBinding, Turn>();
  for (const handling of handlings) {
    const { binding } = handling.message.delivery;
    const existing = together.get(binding);
    if (existing !== undefined) {
      existing.handlings.push(handling);
      continue;
    }
    const turn = { isTogether: binding.together, handlings: [handling] };
    turns.push(turn);
    if (binding.together) together.set(binding, turn);
  }
  return turns;
}
