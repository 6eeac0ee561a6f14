import { context as contexts } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { type Advice, around } from '../sdk/patch.js';
import { isDeliveredMessage, isRecord, textOf } from './amqp-message.js';
import { noteBroker } from './broker-address.js';
import type { Outcome } from './consume-span.js';
import { PublishSpan } from './publish-span.js';
import { receive } from './receive-span.js';
import { TracedChannel } from './traced-channel.js';

/** Publishing on a channel with confirmations publishes on a plain one, in the same turn. */
let isPublishing = false;

/** Traces what goes through the channels of amqplib, those of promises as well as those of callbacks. */
export function patchChannels(exports: object): () => void {
  const plain = prototypeOf(exports, 'Channel');
  const confirming = prototypeOf(exports, 'ConfirmChannel');
  const undo = [
    around(confirming, 'publish', publishing(true)),
    around(plain, 'publish', publishing(false)),
    around(plain, 'consume', consume),
    around(plain, 'get', receive),
    around(
      plain,
      'ack',
      answering(() => 'ack'),
    ),
    around(
      plain,
      'nack',
      answering((args) => outcomeOf(args[2])),
    ),
    around(plain, 'reject', (self, [message, requeue], proceed) =>
      answer(self, [message, false], outcomeOf(requeue), () => proceed([message, requeue])),
    ),
    around(plain, 'ackAll', (self, args, proceed) =>
      answer(self, [undefined, true], 'ack', () => proceed(args)),
    ),
    around(plain, 'nackAll', (self, args, proceed) =>
      answer(self, [undefined, true], outcomeOf(args[0]), () => proceed(args)),
    ),
  ];
  return () => {
    for (const step of undo) step();
  };
}

/** Keeps which broker a connection is to. */
export const patchConnect = (exports: object): (() => void) =>
  around(exports, 'connect', (_self, [url, options, opened], proceed) =>
    proceed([
      url,
      options,
      (error: unknown, connection: unknown) => {
        noteBroker(connection, url);
        if (typeof opened === 'function') Reflect.apply(opened, undefined, [error, connection]);
      },
    ]),
  );

const isUntraced = (): boolean => isTracingSuppressed(contexts.active());

const publishing =
  (confirms: boolean): Advice =>
  (channel, args, proceed) => {
    if (isPublishing || isUntraced()) return proceed(args);
    const [exchange, routingKey, content, options, onConfirm] = args;
    const waited = PublishSpan.of(options);
    const publish = waited ?? PublishSpan.start({ exchange, routingKey, content, options });
    const message = [exchange, routingKey, content, publish.carriedBy(options, channel)];
    if (confirms) TracedChannel.of(channel).awaitConfirm(publish);
    isPublishing = true;
    try {
      if (confirms)
        return proceed([...message, confirmation(channel, publish, onConfirm, waited !== undefined)]);
      const result = proceed(message);
      if (waited === undefined) publish.end();
      return result;
    } catch (error) {
      publish.failed(error);
      throw error;
    } finally {
      isPublishing = false;
    }
  };

/** Ends the span with the broker’s answer, unless it is for somebody else to end it, who is told as well. */
function confirmation(
  channel: object,
  publish: PublishSpan,
  onConfirm: unknown,
  isOfSender: boolean,
): (...results: unknown[]) => void {
  const told = typeof onConfirm === 'function' ? contexts.bind(contexts.active(), onConfirm) : undefined;
  return (...results) => {
    const traced = TracedChannel.of(channel);
    if (isOfSender) traced.forget(publish);
    else traced.confirmed(publish, results[0]);
    if (told !== undefined) Reflect.apply(told, undefined, results);
  };
}

const consume: Advice = (channel, args, proceed) => {
  const [queue, handler, options, ...rest] = args;
  if (typeof handler !== 'function' || isUntraced()) return proceed(args);
  const needsAnswer = !(isRecord(options) && options['noAck'] === true);
  const consumption = { channel, queue: textOf(queue), needsAnswer };
  const traced = function (this: unknown, message: unknown): unknown {
    const handle = (): unknown => Reflect.apply(handler, this, [message]);
    if (!isDeliveredMessage(message)) return handle();
    return TracedChannel.of(channel).deliver(message, consumption, handle);
  };
  return proceed([queue, traced, options, ...rest]);
};

const answering =
  (outcome: (args: readonly unknown[]) => Outcome): Advice =>
  (channel, args, proceed) =>
    answer(channel, [args[0], args[1]], outcome(args), () => proceed(args));

/** First the answer, which throws when the channel is closed; then its outcome is known. */
function answer(
  channel: object,
  [message, allUpTo]: readonly [message: unknown, allUpTo: unknown],
  outcome: Outcome,
  proceed: () => unknown,
): unknown {
  const result = proceed();
  const tag = isDeliveredMessage(message) ? Number(message.fields['deliveryTag']) : 0;
  TracedChannel.known(channel)?.answered(tag, Boolean(allUpTo), outcome);
  return result;
}

/** As amqplib has it: back to the queue, unless it is told not to. */
const outcomeOf = (requeue: unknown): Outcome =>
  requeue === undefined || Boolean(requeue) ? 'requeued' : 'rejected';

function prototypeOf(exports: object, name: string): object {
  const found: unknown = Reflect.get(exports, name);
  const prototype: unknown = typeof found === 'function' ? found.prototype : undefined;
  return isRecord(prototype) ? prototype : {};
}
