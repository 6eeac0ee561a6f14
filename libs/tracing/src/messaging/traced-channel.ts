import { extractTraceContext } from '../propagation/propagation-utils.js';
import { trace } from '@opentelemetry/api';
import { type DeliveredMessage, headersOf, isDeliveredMessage, textOf } from './amqp-message.js';
import { ConsumeSpan, type Outcome } from './consume-span.js';
import type { Consumption } from './delivery-description.js';
import type { PublishSpan } from './publish-span.js';

/** Spans that a channel keeps open, at most; more are ended as they are. */
const MAX_OPEN = 10_000;

const channels = new WeakMap<object, TracedChannel>();

/** What is open on a channel: messages that are not confirmed, and deliveries that are not answered. */
export class TracedChannel {
  private readonly unconfirmed = new Map<string, PublishSpan>();
  private readonly unanswered = new Map<number, ConsumeSpan>();

  static of(channel: object): TracedChannel {
    const known = channels.get(channel);
    if (known !== undefined) return known;
    const traced = new TracedChannel();
    channels.set(channel, traced);
    listen(channel, 'return', (message) => traced.returned(message));
    listen(channel, 'close', () => traced.closed());
    return traced;
  }

  /** The channel, where something of it is traced. */
  static known(channel: object): TracedChannel | undefined {
    return channels.get(channel);
  }

  awaitConfirm(publish: PublishSpan): void {
    if (this.unconfirmed.size < MAX_OPEN) this.unconfirmed.set(publish.spanId, publish);
  }

  /** The broker has answered a message whose span somebody else ends. */
  forget(publish: PublishSpan): void {
    this.unconfirmed.delete(publish.spanId);
  }

  confirmed(publish: PublishSpan, error: unknown): void {
    this.forget(publish);
    if (error === null || error === undefined) publish.end();
    else publish.failed(error);
  }

  /** Handles the delivery in a span. */
  deliver(message: DeliveredMessage, consumption: Consumption, handler: () => unknown): unknown {
    const tag = Number(message.fields['deliveryTag']);
    const span = ConsumeSpan.start(message, consumption, () => this.unanswered.delete(tag));
    if (consumption.needsAnswer) this.awaitAnswer(tag, span);
    return span.run(handler);
  }

  /** Tags of all deliveries up to this one, or of this one alone. */
  answered(tag: number, allUpTo: boolean, outcome: Outcome): void {
    const spans = allUpTo
      ? [...this.unanswered].filter(([other]) => tag === 0 || other <= tag).map(([, span]) => span)
      : [this.unanswered.get(tag)];
    for (const span of spans) span?.answered(outcome);
  }

  private awaitAnswer(tag: number, span: ConsumeSpan): void {
    this.unanswered.set(tag, span);
    const [oldest] = this.unanswered.values();
    if (this.unanswered.size > MAX_OPEN) oldest?.end();
  }

  private returned(message: unknown): void {
    if (!isDeliveredMessage(message)) return;
    const sender = trace.getSpanContext(extractTraceContext(headersOf(message)));
    const publish = sender === undefined ? undefined : this.unconfirmed.get(sender.spanId);
    publish?.returned(textOf(message.fields['replyText']));
  }

  private closed(): void {
    this.unconfirmed.clear();
    this.answered(0, true, 'unanswered');
  }
}

function listen(channel: object, event: string, listener: (value: unknown) => void): void {
  const on: unknown = Reflect.get(channel, 'on');
  if (typeof on === 'function') Reflect.apply(on, channel, [event, listener]);
}
