// Thirty senders each, before there is a connection: every message belongs to who has sent it.
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { traceAsyncOperation } from '@throughline/tracing';
import * as manager from 'amqp-connection-manager';
import { type ConfirmChannel, connect } from 'amqplib';
import { exportAll } from './exporting.js';

const URL = process.env['RABBITMQ_URL'] ?? '';
const SENDERS = 30;
const HANDLING_MS = 60;

type Manager = Pick<typeof manager, 'connect'>;
const load: (name: 'amqp-connection-manager') => Manager = createRequire(import.meta.url);

const senders = (name: string, send: (n: number) => Promise<unknown>): Promise<unknown> =>
  Promise.all(
    Array.from({ length: SENDERS }, (_, n) => traceAsyncOperation(`${name}.${n}`, {}, () => send(n))),
  );

/** What is shared by all of them must not be written to. */
const OPTIONS = { headers: { 'x-shared': true } };

/** The manager keeps messages; its handlers return a promise to it. */
async function managed({ connect: open }: Manager, queue: string): Promise<void> {
  const connection = open(URL);
  const channel = connection.createChannel({
    setup: (opened: ConfirmChannel) => opened.assertQueue(queue),
  });
  await senders(queue, (n) => channel.sendToQueue(queue, Buffer.from(String(n)), OPTIONS));
  const { promise: handled, resolve } = Promise.withResolvers<void>();
  let count = 0;
  const handle: (message: object) => unknown = async () => {
    await sleep(HANDLING_MS);
    count++;
    if (count === SENDERS) resolve();
  };
  await channel.consume(queue, handle, { noAck: true });
  await handled;
  await channel.close();
  await connection.close();
}

/** Without a manager, senders wait for the connection themselves. */
async function plain(queue: string): Promise<void> {
  const opening = connect(URL);
  const channel = opening.then(async (model) => {
    const opened = await model.createConfirmChannel();
    await opened.assertQueue(queue);
    return opened;
  });
  await senders(queue, async (n) => (await channel).sendToQueue(queue, Buffer.from(String(n)), OPTIONS));
  const { promise: handled, resolve } = Promise.withResolvers<void>();
  let count = 0;
  const opened = await channel;
  await opened.consume(queue, (message) => {
    if (message === null) return;
    opened.ack(message);
    count++;
    if (count === SENDERS) resolve();
  });
  await handled;
  await (await opening).close();
}

/** A message that is given up while it waits has a span with that error. */
async function givenUp(): Promise<void> {
  const connection = manager.connect('amqp://127.0.0.1:1', { connectionOptions: { timeout: 100 } });
  const channel = connection.createChannel();
  const sent = traceAsyncOperation('given.up', {}, () =>
    channel.publish('amq.topic', 'orders.placed', Buffer.from('body'), { timeout: 50 }),
  );
  await sent.catch(() => undefined);
  await channel.close();
  await connection.close();
}

await managed(manager, 'managed.esm');
await managed(load('amqp-connection-manager'), 'managed.cjs');
await plain('plain');
await givenUp();
process.stdout.write(JSON.stringify(OPTIONS));
await exportAll();
