// Plain amqplib under a policy: messages carry the hash, and one of another policy becomes a dead letter.
import { checkConstitutionalHash, setConstitutionalHash, traceAsyncOperation } from '@throughline/tracing';
import { type Channel, type ConsumeMessage, connect } from 'amqplib';
import { exportAll } from './exporting.js';

const OTHER = 'deadbeefdeadbeef';
const OWN = process.env['CONSTITUTIONAL_HASH'];
const handled: unknown[] = [];

function handle(channel: Channel, message: ConsumeMessage): void {
  const { headers } = message.properties;
  try {
    const verdict = checkConstitutionalHash(headers);
    handled.push({ verdict, hash: headers?.['constitutional-hash'] as unknown });
    channel.ack(message);
  } catch {
    channel.nack(message, false, false);
  }
}

const model = await connect(process.env['RABBITMQ_URL'] ?? '');
const channel = await model.createConfirmChannel();
await channel.assertQueue('dead');
await channel.assertQueue('laws', { deadLetterExchange: '', deadLetterRoutingKey: 'dead' });

const send = (hash: string | undefined): Promise<void> =>
  traceAsyncOperation('laws.send', {}, async () => {
    setConstitutionalHash(hash);
    channel.sendToQueue('laws', Buffer.from('law'));
    await channel.waitForConfirms();
  });
await send(OWN);
await send(OTHER);
await send(undefined);
setConstitutionalHash(OWN);

const { promise: buried, resolve } = Promise.withResolvers<ConsumeMessage>();
await channel.consume('dead', (message) => message && resolve(message), { noAck: true });
await channel.consume('laws', (message) => message && handle(channel, message));
const dead = await buried;
const { messageCount } = await channel.checkQueue('laws');
await model.close();
process.stdout.write(
  JSON.stringify({
    handled,
    dead: dead.properties.headers?.['constitutional-hash'] as unknown,
    messageCount,
  }),
);
await exportAll();
