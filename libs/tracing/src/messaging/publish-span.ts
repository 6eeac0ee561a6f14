import {
  type Attributes,
  type Context,
  type Span,
  SpanKind,
  SpanStatusCode,
  context as contexts,
  createContextKey,
  trace,
} from '@opentelemetry/api';
import { getPropagationUtils } from '../propagation/propagation-utils.js';
import { recordFailure } from '../spans/failure.js';
import { tracer } from '../spans/tracer.js';
import { isRecord, sizeOf, textOf } from './amqp-message.js';
import { brokerAttributes, brokerOf } from './broker-address.js';
import { sentTo } from './destination.js';

/** What is published, to where. */
export interface Outgoing {
  readonly exchange: unknown;
  readonly routingKey: unknown;
  readonly content: unknown;
  readonly options: unknown;
}

/** Key of the span in the options of a message that waits for its channel. */
const SPAN_OF_MESSAGE = Symbol('throughline publish span');

/** Key of the span in the context of those who have made the span of what they publish themselves. */
const SPAN_IN_CONTEXT = createContextKey('throughline publish span');

/** The PRODUCER span of a message: from the call to the broker’s confirmation, where there is one. */
export class PublishSpan {
  private readonly context: Context;
  private isOpen = true;

  private constructor(private readonly span: Span) {
    this.context = trace.setSpan(contexts.active(), span);
  }

  static start(outgoing: Outgoing): PublishSpan {
    const { name, attributes } = describe(outgoing);
    return new PublishSpan(tracer().startSpan(name, { kind: SpanKind.PRODUCER, attributes }));
  }

  /** The span that a message got when it began to wait, or that its sender has made. */
  static of(options: unknown): PublishSpan | undefined {
    const waiting: unknown = isRecord(options) ? Reflect.get(options, SPAN_OF_MESSAGE) : undefined;
    if (waiting instanceof PublishSpan) return waiting;
    const around = contexts.active().getValue(SPAN_IN_CONTEXT);
    return around instanceof PublishSpan && around.isOpen ? around : undefined;
  }

  /** Runs `publish`, which is this span’s: what it publishes gets none of its own. @throws what it throws, recorded */
  async around<T>(publish: (span: Span) => T | Promise<T>): Promise<T> {
    try {
      return await contexts.with(this.context.setValue(SPAN_IN_CONTEXT, this), publish, undefined, this.span);
    } catch (error) {
      this.failed(error);
      throw error;
    } finally {
      this.end();
    }
  }

  get spanId(): string {
    return this.span.spanContext().spanId;
  }

  /** The options with this span: whoever publishes the message later finds it there. */
  waitingIn(options: unknown): object {
    return { ...(isRecord(options) ? options : {}), [SPAN_OF_MESSAGE]: this };
  }

  /** Writes the context into headers, with baggage: they are for a broker of ours. */
  inject(headers: Record<string, unknown>): void {
    getPropagationUtils().injectAmqp(headers, { context: this.context });
  }

  /** The options with the context in the headers; those of the caller stay as they are. */
  carriedBy(options: unknown, channel: object): object {
    this.span.setAttributes(brokerAttributes(channel));
    const given = isRecord(options) ? options : {};
    const host = brokerOf(channel)?.host;
    const headers = getPropagationUtils().injectAmqp(
      { ...(isRecord(given['headers']) ? given['headers'] : {}) },
      { context: this.context, ...(host === undefined ? {} : { host }) },
    );
    return { ...given, headers };
  }

  /** The broker has it, but no queue wanted it. */
  returned(reason: string): void {
    this.span.setAttributes({ error: true, 'error.type': 'returned' });
    this.span.setStatus({
      code: SpanStatusCode.ERROR,
      message: `the broker has returned the message: ${reason}`,
    });
  }

  failed(error: unknown): void {
    if (this.isOpen) recordFailure(this.span, error);
    this.end();
  }

  end(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.span.end();
  }
}

function describe({ exchange, routingKey, content, options }: Outgoing): {
  name: string;
  attributes: Attributes;
} {
  const destination = sentTo(textOf(exchange), textOf(routingKey));
  const given = isRecord(options) ? options : {};
  const attributes: Attributes = {
    'messaging.system': 'rabbitmq',
    'messaging.operation.name': 'send',
    'messaging.operation.type': 'send',
    'messaging.destination.name': destination.name,
    'messaging.rabbitmq.destination.routing_key': textOf(routingKey) || undefined,
    'messaging.destination.anonymous': destination.isAnonymous || undefined,
    'messaging.message.id': textOf(given['messageId']) || undefined,
    'messaging.message.conversation_id': textOf(given['correlationId']) || undefined,
    'messaging.message.body.size': sizeOf(content),
  };
  return { name: `send ${destination.shortName}`, attributes };
}
