import { getMessageQueueTracing, traceMessageQueueOperation } from '@throughline/tracing';

// A queue that no instrumentation knows; amqplib and Nest’s RMQ transport need no call.
interface Message {
  readonly body: string;
  readonly headers: Record<string, unknown>;
}
const queue: Message[] = [];

const { traceMessagePublish, traceMessageConsume, traceMessageBatch } = getMessageQueueTracing();

// The context goes into the headers; what amqplib publishes inside gets no second span.
const headers: Record<string, unknown> = {};
await traceMessagePublish({ queueName: 'task_queue', message: 'process data', headers }, () =>
  queue.push({ body: 'process data', headers }),
);

// Below the span that has sent it, for as long as the handler takes.
for (const { body, headers: received } of queue) {
  await traceMessageConsume('task_queue', body, received, async (span) => {
    span.setAttribute('task.kind', await kindOf(body));
  });
}

// One span for several messages, with a link to the sender of each.
await traceMessageBatch('task_queue', queue, () => kindOf(queue.map(({ body }) => body).join()));

// Operations that are over: how many messages, how many seconds.
traceMessageQueueOperation('publish', 'user_events', 3, 0.005);

function kindOf(body: string): Promise<string> {
  return Promise.resolve(body.split(' ', 1).join());
}
