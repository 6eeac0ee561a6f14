// Traces messages by hand, around amqplib and alone.
import {
  getMessageQueueTracing,
  traceAsyncOperation,
  traceMessageQueueOperation,
} from '@throughline/tracing';
import { connect } from 'amqplib';
import { exportAll } from './exporting.js';

const { traceMessagePublish, traceMessageConsume, traceMessageBatch } = getMessageQueueTracing();
const QUEUE = 'tasks';
const body = Buffer.from('do it');

const model = await connect(process.env['RABBITMQ_URL'] ?? '');
const channel = await model.createConfirmChannel();
await channel.assertQueue(QUEUE);

const { promise: handled, resolve } = Promise.withResolvers<void>();
await channel.consume(QUEUE, (message) => {
  if (message === null) return;
  const { headers = {} } = message.properties;
  const done = traceMessageConsume({ queueName: QUEUE, message: message.content, headers }, (span) => {
    span.setAttribute('test.inside', true);
    channel.ack(message);
  });
  void done.then(resolve);
});

const own: Record<string, unknown> = {};
await traceAsyncOperation('case.around', {}, () =>
  traceMessagePublish(QUEUE, body, own, async () => {
    channel.sendToQueue(QUEUE, body);
    await channel.waitForConfirms();
  }),
);
await handled;

const sent: Record<string, unknown>[] = [{}, {}];
await traceAsyncOperation('case.alone', {}, async () => {
  for (const headers of sent) await traceMessagePublish('jobs', 'a job', headers);
});
await traceMessageConsume('jobs', 'a job', sent[0] ?? {}, () =>
  Promise.reject(new Error('no such job')),
).catch(() => undefined);
await traceMessageBatch(
  'jobs',
  sent.map((headers) => ({ headers })),
  () => Promise.resolve(),
);
await traceAsyncOperation('case.operations', {}, async () => {
  traceMessageQueueOperation('publish', 'user_events', 3, 0.5);
  traceMessageQueueOperation({ operation: 'purge', queue: 'old', duration: 0.1, error: 'not empty' });
  await traceMessageQueueOperation({ operation: 'receive', queue: 'user_events' }, () => Promise.resolve());
});
await model.close();
process.stdout.write(JSON.stringify({ own, sent }));
await exportAll();
