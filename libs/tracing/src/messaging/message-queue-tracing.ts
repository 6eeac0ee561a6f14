import { type Link, type Span, SpanKind, context as contexts, trace } from '@opentelemetry/api';
import type { Carrier } from '../propagation/carriers.js';
import { getPropagationUtils } from '../propagation/propagation-utils.js';
import { traceAsyncOperation } from '../spans/operation.js';
import { sizeOf } from './amqp-message.js';
import { handlingIn } from './handling-context.js';
import { PublishSpan } from './publish-span.js';

/** Headers that a message is sent with; the context is written into them. */
export type MessageHeaders = Record<string, unknown>;

/** A message to or from a queue. */
export interface QueueMessage<Headers = MessageHeaders> {
  readonly queueName: string;
  /** Its size goes on the span where it is bytes or text; never what it says. */
  readonly message?: unknown;
  /** Default: none. */
  readonly headers?: Headers;
  readonly messageId?: string;
}

type Work<T> = (span: Span) => T | Promise<T>;

/** Messages by hand, for those whose client no instrumentation knows. amqplib needs no call, but may be called inside. */
export interface MessageQueueTracing {
  /**
   * Writes the context of a PRODUCER span `send {queue}` into the headers, and runs `publish` in it; without `publish`
   * the span is over at once. What amqplib publishes inside is this span’s, and gets none of its own.
   * @throws what `publish` throws, recorded
   */
  readonly traceMessagePublish: typeof traceMessagePublish;
  /**
   * Runs `handle` in a CONSUMER span `process {queue}` below the sender’s, whose context is in the headers. Inside of
   * a handler of amqplib, which has that span already, `handle` runs in it. @throws what `handle` throws, recorded
   */
  readonly traceMessageConsume: typeof traceMessageConsume;
  /**
   * Runs `handle` in one CONSUMER span for several messages, with a link to the sender of each.
   * @throws what `handle` throws, recorded
   */
  readonly traceMessageBatch: <T>(
    queueName: string,
    messages: readonly { readonly headers?: Carrier }[],
    handle: Work<T>,
  ) => Promise<T>;
}

const tracing: MessageQueueTracing = { traceMessagePublish, traceMessageConsume, traceMessageBatch };

/** The functions for messages whose client no instrumentation knows. */
export const getMessageQueueTracing = (): MessageQueueTracing => tracing;

async function traceMessagePublish(message: QueueMessage): Promise<void>;
async function traceMessagePublish<T>(message: QueueMessage, publish: Work<T>): Promise<T>;
async function traceMessagePublish(
  queueName: string,
  message: unknown,
  headers: MessageHeaders,
): Promise<void>;
async function traceMessagePublish<T>(
  queueName: string,
  message: unknown,
  headers: MessageHeaders,
  publish: Work<T>,
): Promise<T>;
async function traceMessagePublish<T>(...given: Given<MessageHeaders, T>): Promise<T | undefined> {
  const { queueName, message, headers, messageId, work } = normalized(given);
  const options = messageId === undefined ? {} : { messageId };
  const publish = PublishSpan.start({ exchange: '', routingKey: queueName, content: message, options });
  if (headers !== undefined) publish.inject(headers);
  return publish.around((span) => work?.(span));
}

async function traceMessageConsume(message: QueueMessage<Carrier>): Promise<void>;
async function traceMessageConsume<T>(message: QueueMessage<Carrier>, handle: Work<T>): Promise<T>;
async function traceMessageConsume(queueName: string, message: unknown, headers: Carrier): Promise<void>;
async function traceMessageConsume<T>(
  queueName: string,
  message: unknown,
  headers: Carrier,
  handle: Work<T>,
): Promise<T>;
async function traceMessageConsume<T>(...given: Given<Carrier, T>): Promise<T | undefined> {
  const { queueName, message, headers, messageId, work } = normalized(given);
  const parent = getPropagationUtils().extractAmqp(headers, contexts.active());
  const handling = handlingIn(contexts.active(), trace.getSpanContext(parent)?.spanId);
  if (handling !== undefined) return work?.(handling);
  const attributes = {
    ...processing(queueName),
    'messaging.message.id': messageId,
    'messaging.message.body.size': sizeOf(message),
  };
  return traceAsyncOperation(`process ${queueName}`, attributes, async (span) => work?.(span), {
    kind: SpanKind.CONSUMER,
    context: parent,
  });
}

function traceMessageBatch<T>(
  queueName: string,
  messages: readonly { readonly headers?: Carrier }[],
  handle: Work<T>,
): Promise<T> {
  const links = messages.flatMap(({ headers }) => linkTo(headers));
  const attributes = { ...processing(queueName), 'messaging.batch.message_count': messages.length };
  return traceAsyncOperation(`process ${queueName}`, attributes, async (span) => handle(span), {
    kind: SpanKind.CONSUMER,
    links,
  });
}

function linkTo(headers: Carrier | undefined): Link[] {
  const sender = trace.getSpanContext(getPropagationUtils().extractAmqp(headers));
  return sender === undefined ? [] : [{ context: sender }];
}

const processing = (queueName: string) => ({
  'messaging.system': 'rabbitmq',
  'messaging.operation.name': 'process',
  'messaging.operation.type': 'process',
  'messaging.destination.name': queueName,
});

type Given<Headers, T> =
  | [message: QueueMessage<Headers>, work?: Work<T> | undefined]
  | [queueName: string, message: unknown, headers: Headers, work?: Work<T> | undefined];

function normalized<Headers, T>(
  given: Given<Headers, T>,
): QueueMessage<Headers> & { readonly work: Work<T> | undefined } {
  if (isByName(given)) return { ...given[0], work: given[1] };
  const [queueName, message, headers, work] = given;
  return { queueName, message, headers, work };
}

const isByName = <Headers, T>(
  given: Given<Headers, T>,
): given is [message: QueueMessage<Headers>, work?: Work<T> | undefined] => typeof given[0] === 'object';
