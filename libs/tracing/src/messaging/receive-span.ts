import { type Link, ROOT_CONTEXT, SpanKind, context as contexts, trace } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { getPropagationUtils } from '../propagation/propagation-utils.js';
import type { Advice } from '../sdk/patch.js';
import { tracer } from '../spans/tracer.js';
import { type DeliveredMessage, headersOf, isDeliveredMessage, isThenable, textOf } from './amqp-message.js';
import { brokerAttributes } from './broker-address.js';
import { receivedFrom } from './destination.js';

/** A message that is fetched: a span `receive` with a link to its sender. What finds nothing is not recorded. */
export const receive: Advice = (channel, args, proceed) => {
  if (isTracingSuppressed(contexts.active())) return proceed(args);
  const [queue, options, onResult] = args;
  const startTime = Date.now();
  const parent = contexts.active();
  const received = (result: unknown): void => {
    if (isDeliveredMessage(result)) record(result, textOf(queue), channel, startTime);
  };
  if (typeof onResult === 'function') {
    return proceed([
      queue,
      options,
      contexts.bind(parent, (error: unknown, result: unknown): unknown => {
        received(result);
        return Reflect.apply(onResult, undefined, [error, result]);
      }),
    ]);
  }
  const result = proceed(args);
  return isThenable(result) ? observed(result, received) : result;
};

async function observed(
  result: PromiseLike<unknown>,
  received: (message: unknown) => void,
): Promise<unknown> {
  const message = await result;
  received(message);
  return message;
}

function record(message: DeliveredMessage, queue: string, channel: object, startTime: number): void {
  const destination = receivedFrom(
    textOf(message.fields['exchange']),
    textOf(message.fields['routingKey']),
    queue,
  );
  const sender = trace.getSpanContext(getPropagationUtils().extractAmqp(headersOf(message), ROOT_CONTEXT));
  const links: Link[] = sender === undefined ? [] : [{ context: sender }];
  tracer()
    .startSpan(`receive ${destination.shortName}`, {
      kind: SpanKind.CLIENT,
      startTime,
      links,
      attributes: {
        ...brokerAttributes(channel),
        'messaging.system': 'rabbitmq',
        'messaging.operation.name': 'receive',
        'messaging.operation.type': 'receive',
        'messaging.destination.name': destination.name,
        'messaging.message.id': textOf(message.properties['messageId']) || undefined,
        'messaging.message.body.size': message.content.length,
      },
    })
    .end();
}
