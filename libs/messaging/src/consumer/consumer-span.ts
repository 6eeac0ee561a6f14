import { type Context, context, type Span, SpanKind, trace } from '@throughline/tracing/api';
import { recordFailure, startFixedSpan } from '@throughline/tracing';
import { producerDestination } from '../topology/names.js';
import type { Delivery } from './delivery.js';

/** The CONSUMER span of one handling. It is over with the handler, but is only told so when its fate is known. */
export class ConsumerSpan {
  private endedAt: number | undefined;

  private constructor(
    private readonly span: Span,
    private readonly delivery: Delivery,
  ) {}

  static start(delivery: Delivery, spanId: string, links: ReturnType<Delivery['linksBefore']>): ConsumerSpan {
    const destination = `${producerDestination(delivery.binding.messageClass)}:${delivery.queue}`;
    const { fields, properties, content } = delivery.raw;
    const span = startFixedSpan(`process ${destination}`, {
      spanId,
      context: delivery.parent,
      kind: SpanKind.CONSUMER,
      links,
      attributes: {
        'messaging.system': 'rabbitmq',
        'messaging.operation.name': 'process',
        'messaging.operation.type': 'process',
        'messaging.destination.name': destination,
        'messaging.rabbitmq.destination.routing_key': delivery.binding.messageClass.messageType,
        'messaging.rabbitmq.message.delivery_tag': fields.deliveryTag,
        'messaging.message.id': String(properties.messageId),
        'messaging.message.body.size': content.length,
        ...(delivery.retries > 0 ? { 'throughline.message.retries': delivery.retries } : {}),
        ...(delivery.redrives > 0 ? { 'throughline.message.redrives': delivery.redrives } : {}),
      },
    });
    // Not at its start: there they would mean a governed operation, which is kept whatever the sampling.
    if (delivery.policy.verdict !== 'unchecked') span.setAttributes(delivery.policy.attributes);
    return new ConsumerSpan(span, delivery);
  }

  get context(): Context {
    return trace.setSpan(this.delivery.parent, this.span);
  }

  /** Runs the handler inside the span. */
  async during(fn: () => Promise<void>): Promise<void> {
    try {
      await context.with(this.context, fn);
    } catch (error) {
      this.over({ error });
      throw error;
    }
    this.over();
  }

  /** The handler is done with the message. */
  over(failure?: { readonly error: unknown }): void {
    if (failure !== undefined) recordFailure(this.span, failure.error);
    this.endedAt = Date.now();
  }

  markDuplicate(): void {
    this.span.setAttribute('throughline.message.duplicate', true);
  }

  end(committed: boolean): void {
    if (!committed) this.span.setAttribute('throughline.message.rolled_back', true);
    this.span.end(this.endedAt);
  }
}
