// Sends and receives with amqplib, each case in a trace of its own.
import { setTimeout as sleep } from 'node:timers/promises';
import { traceAsyncOperation, withBaggage, withoutTracing } from '@throughline/tracing';
import { context, propagation } from '@throughline/tracing/api';
import { type ChannelModel, type ConfirmChannel, type ConsumeMessage, connect } from 'amqplib';
import { type Channel as CallbackChannel, connect as connectWithCallback } from 'amqplib/callback_api';
import { exportAll } from './exporting.js';

const URL = process.env['RABBITMQ_URL'] ?? '';
const HANDLING_MS = 60;

type Handler = (message: ConsumeMessage | null) => unknown;

/** amqplib does not wait for a handler, but may be given one that takes its time. */
const slowly = (handler: (message: ConsumeMessage | null) => Promise<void>): Handler => handler;

const inTrace = (name: string, fn: () => unknown): Promise<unknown> =>
  traceAsyncOperation(name, {}, () => Promise.resolve(fn()));

const confirmed = (channel: ConfirmChannel, queue: string, options = {}): Promise<void> =>
  new Promise((resolve, reject) => {
    channel.sendToQueue(queue, Buffer.from('body'), options, (error: unknown) =>
      error === null ? resolve() : reject(error instanceof Error ? error : new Error('not confirmed')),
    );
  });

/** A handler that is awaited, and a message that is delivered again. */
async function redelivery(model: ChannelModel): Promise<void> {
  const channel = await model.createConfirmChannel();
  const { queue } = await channel.assertQueue('orders', {
    durable: true,
    arguments: { 'x-queue-type': 'quorum' },
  });
  const { promise: done, resolve } = Promise.withResolvers<string>();
  await channel.consume(
    queue,
    slowly(async (message) => {
      if (message === null) return;
      await sleep(HANDLING_MS);
      if (!message.fields.redelivered) {
        channel.nack(message);
        return;
      }
      channel.ack(message);
      resolve(propagation.getBaggage(context.active())?.getEntry('user.tier')?.value ?? 'none');
    }),
  );
  const options = { messageId: 'm-1', headers: { 'x-mine': 1 } };
  await inTrace('case.redelivery', () =>
    context.with(withBaggage(context.active(), { 'user.tier': 'gold' }), () =>
      confirmed(channel, queue, options),
    ),
  );
  process.stdout.write(`${JSON.stringify({ options, baggage: await done })}\n`);
  await channel.close();
}

/** Without acknowledgements the span is over with the handler’s promise, and has its error. */
async function noAck(model: ChannelModel): Promise<void> {
  const channel = await model.createChannel();
  const { queue } = await channel.assertQueue('events');
  const rejected = new Promise((resolve) => process.once('unhandledRejection', resolve));
  await channel.consume(
    queue,
    slowly(async () => {
      await sleep(HANDLING_MS);
      throw new RangeError('the event is out of range');
    }),
    { noAck: true },
  );
  await inTrace('case.no_ack', () => channel.sendToQueue(queue, Buffer.from('body')));
  await rejected;
  await channel.close();
}

/** Unroutable and refused messages, and one for a channel that is closed before it is confirmed. */
async function refusals(model: ChannelModel): Promise<void> {
  const channel = await model.createConfirmChannel();
  const full = { 'x-max-length': 1, 'x-overflow': 'reject-publish' };
  const { queue } = await channel.assertQueue('full', { arguments: full });
  await inTrace('case.refusals', async () => {
    await new Promise<void>((resolve) => {
      channel.publish('', 'nobody', Buffer.from('body'), { mandatory: true }, () => resolve());
    });
    await confirmed(channel, queue);
    await confirmed(channel, queue).catch(() => undefined);
  });
  await channel.deleteQueue(queue);
  await channel.close();
}

/** The callback API: the handler goes on after its callback has returned. */
async function callbacks(): Promise<void> {
  const channel = await new Promise<CallbackChannel>((resolve, reject) => {
    connectWithCallback(URL, (error: Error | null, model) => {
      if (error !== null) return reject(error);
      model.createChannel((_failed, opened) => resolve(opened));
    });
  });
  const acknowledged = new Promise<void>((resolve) => {
    channel.assertQueue('calls', {}, () => {
      channel.consume('calls', (message) => {
        if (message === null) return;
        setTimeout(() => {
          channel.ack(message);
          resolve();
        }, HANDLING_MS);
      });
      void inTrace('case.callbacks', () => channel.publish('amq.direct', 'unbound', Buffer.from('')));
      void inTrace('case.callbacks_queue', () => channel.sendToQueue('calls', Buffer.from('body')));
    });
  });
  await acknowledged;
  await new Promise<void>((resolve) => channel.connection.close(() => resolve()));
}

/** One acknowledgement for three messages, and a message that is fetched. */
async function manyAtOnce(model: ChannelModel): Promise<void> {
  const channel = await model.createConfirmChannel();
  const { queue } = await channel.assertQueue('batch');
  const { promise: handled, resolve } = Promise.withResolvers<void>();
  let count = 0;
  const { consumerTag } = await channel.consume(queue, (message) => {
    count++;
    if (message === null || count < 3) return;
    channel.ack(message, true);
    resolve();
  });
  await inTrace('case.batch', async () => {
    for (let n = 0; n < 3; n++) await confirmed(channel, queue);
  });
  await handled;
  await channel.cancel(consumerTag);
  await inTrace('case.fetch_sent', () => confirmed(channel, queue, { messageId: 'fetched' }));
  await inTrace('case.fetch', async () => {
    const message = await channel.get(queue);
    if (message !== false) channel.ack(message);
    await channel.get(queue);
  });
  await withoutTracing(() => confirmed(channel, queue, { messageId: 'untraced' }));
  await channel.close();
}

const model = await connect(URL);
await redelivery(model);
await noAck(model);
await refusals(model);
await manyAtOnce(model);
await model.close();
await callbacks();
await exportAll();
