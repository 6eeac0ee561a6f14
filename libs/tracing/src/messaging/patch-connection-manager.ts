import { context as contexts } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { type Advice, around } from '../sdk/patch.js';
import { isThenable } from './amqp-message.js';
import { ConsumeSpan } from './consume-span.js';
import { type Outgoing, PublishSpan } from './publish-span.js';

/**
 * The channels of amqp-connection-manager keep messages until there is a connection, and publish them from whatever
 * runs when it opens: the span begins with the call, so that each message belongs to who has sent it.
 */
export function patchChannelWrapper(wrapper: object): () => void {
  const undo = [
    around(
      wrapper,
      'publish',
      waiting(3, ([exchange, routingKey, content, options]) => ({ exchange, routingKey, content, options })),
    ),
    around(
      wrapper,
      'sendToQueue',
      waiting(2, ([routingKey, content, options]) => ({ exchange: '', routingKey, content, options })),
    ),
    around(wrapper, 'consume', followHandler),
  ];
  return () => {
    for (const step of undo) step();
  };
}

const waiting =
  (optionsAt: number, outgoingOf: (args: readonly unknown[]) => Outgoing): Advice =>
  (_wrapper, args, proceed) => {
    if (isTracingSuppressed(contexts.active())) return proceed(args);
    const publish = PublishSpan.start(outgoingOf(args));
    const message = [...args.slice(0, optionsAt), publish.waitingIn(args[optionsAt])];
    const done = args[optionsAt + 1];
    if (typeof done === 'function') return proceed([...message, telling(publish, done)]);
    try {
      const result = proceed(message);
      return isThenable(result) ? sent(publish, result) : result;
    } catch (error) {
      publish.failed(error);
      throw error;
    }
  };

async function sent(publish: PublishSpan, result: PromiseLike<unknown>): Promise<unknown> {
  try {
    const value = await result;
    publish.end();
    return value;
  } catch (error) {
    publish.failed(error);
    throw error;
  }
}

const telling = (publish: PublishSpan, done: CallableFunction) => (error: unknown, value: unknown) => {
  if (error === null || error === undefined) publish.end();
  else publish.failed(error);
  Reflect.apply(done, undefined, [error, value]);
};

/** The manager does not hand on what the handler returns: the span would not know when it is over. */
const followHandler: Advice = (_wrapper, [queue, handler, ...rest], proceed) => {
  if (typeof handler !== 'function') return proceed([queue, handler, ...rest]);
  return proceed([
    queue,
    (message: unknown): unknown => {
      const result: unknown = Reflect.apply(handler, undefined, [message]);
      return ConsumeSpan.of(message)?.follow(result) ?? result;
    },
    ...rest,
  ]);
};
