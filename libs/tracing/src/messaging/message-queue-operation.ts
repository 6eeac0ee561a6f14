import { type Attributes, type Span, SpanKind } from '@opentelemetry/api';
import { recordFinishedOperation } from '../spans/finished-operation.js';
import { traceAsyncOperation } from '../spans/operation.js';

/** What is done with a queue: `publish`, `consume`, `ack`, `purge`, … */
export interface MessageQueueOperation {
  readonly operation: string;
  readonly queue: string;
  /** Messages that it is about. Default: 1. */
  readonly messageCount?: number;
  /** Default: rabbitmq. */
  readonly system?: string;
  readonly attributes?: Attributes;
}

/** An operation that is over. */
export interface FinishedMessageQueueOperation extends MessageQueueOperation {
  /** Seconds that it took. */
  readonly duration: number;
  /** Why it failed. */
  readonly error?: unknown;
}

const TYPES: Readonly<Record<string, readonly [type: string, kind: SpanKind]>> = {
  publish: ['send', SpanKind.PRODUCER],
  send: ['send', SpanKind.PRODUCER],
  consume: ['process', SpanKind.CONSUMER],
  process: ['process', SpanKind.CONSUMER],
  receive: ['receive', SpanKind.CLIENT],
  get: ['receive', SpanKind.CLIENT],
  ack: ['settle', SpanKind.CLIENT],
  nack: ['settle', SpanKind.CLIENT],
  reject: ['settle', SpanKind.CLIENT],
};

/**
 * Records an operation on a queue that is over, as a span that ends now; with a function, runs it in a span.
 * @param duration seconds
 * @throws what `fn` throws, recorded
 */
export function traceMessageQueueOperation(
  operation: string,
  queue: string,
  messageCount: number,
  duration: number,
  error?: unknown,
): void;
export function traceMessageQueueOperation(finished: FinishedMessageQueueOperation): void;
export function traceMessageQueueOperation<T>(
  operation: MessageQueueOperation,
  fn: (span: Span) => T | Promise<T>,
): Promise<T>;
export function traceMessageQueueOperation<T>(
  given: string | FinishedMessageQueueOperation | MessageQueueOperation,
  second?: string | ((span: Span) => T | Promise<T>),
  messageCount = 1,
  duration = 0,
  error?: unknown,
): Promise<T> | undefined {
  if (typeof given === 'string') {
    record({
      operation: given,
      queue: typeof second === 'string' ? second : '',
      messageCount,
      duration,
      error,
    });
    return undefined;
  }
  if (typeof second === 'function') {
    const { name, kind, attributes } = describe(given);
    return traceAsyncOperation(name, attributes, async (span) => second(span), { kind });
  }
  record({ duration: 0, ...given });
  return undefined;
}

function record(finished: FinishedMessageQueueOperation): void {
  const { name, kind, attributes } = describe(finished);
  recordFinishedOperation(name, { kind, attributes, duration: finished.duration, error: finished.error });
}

function describe(given: MessageQueueOperation): { name: string; kind: SpanKind; attributes: Attributes } {
  const { operation, queue, messageCount = 1, system = 'rabbitmq' } = given;
  const [type, kind] = TYPES[operation] ?? [undefined, SpanKind.CLIENT];
  return {
    name: `${operation} ${queue}`,
    kind,
    attributes: {
      'messaging.system': system,
      'messaging.operation.name': operation,
      'messaging.operation.type': type,
      'messaging.destination.name': queue,
      // One message is no batch, as the conventions have it.
      'messaging.batch.message_count': messageCount === 1 ? undefined : messageCount,
      ...given.attributes,
    },
  };
}
