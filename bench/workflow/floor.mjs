// The floor: what six hops cost without any library above pg and amqplib. State and outbox in one transaction, relay,
// confirmation, and inbox in another transaction; one message at a time, as one would write it down first.
import { randomUUID } from 'node:crypto';
import amqplib from 'amqplib';
import pg from 'pg';
import { answerQuestions } from './answers.mjs';

const { DATABASE_URL, RABBITMQ_URL } = process.env;
const QUEUE = 'floor';
const HOPS = 6;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 20 });
await pool.query(`
  CREATE TABLE runs (id uuid PRIMARY KEY, hop integer NOT NULL);
  CREATE TABLE outbox (id uuid PRIMARY KEY, payload text NOT NULL);
  CREATE TABLE inbox (consumer text, message_id uuid, received_at timestamptz DEFAULT now(), PRIMARY KEY (consumer, message_id))`);

const connection = await amqplib.connect(RABBITMQ_URL, { noDelay: true });
const sending = await connection.createConfirmChannel();
const receiving = await connection.createChannel();
await receiving.assertQueue(QUEUE, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
await receiving.prefetch(64);
const arrived = new Map();
await receiving.consume(QUEUE, (message) => void receive(message));

async function transaction(statements) {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    for (const [text, values] of statements) await client.query(text, values);
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}

async function receive(message) {
  const { messageId } = message.properties;
  await transaction([
    ['INSERT INTO inbox (consumer, message_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [QUEUE, messageId]],
  ]);
  receiving.ack(message);
  arrived.get(messageId)();
  arrived.delete(messageId);
}

async function hop(run, number) {
  const id = randomUUID();
  const payload = JSON.stringify({ run, number });
  await transaction([
    ['INSERT INTO runs (id, hop) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET hop = $2', [run, number]],
    ['INSERT INTO outbox (id, payload) VALUES ($1, $2)', [id, payload]],
  ]);
  const received = new Promise((resolve) => arrived.set(id, resolve));
  await Promise.all([received, relay(id, payload)]);
}

async function relay(id, payload) {
  await new Promise((resolve, reject) =>
    sending.sendToQueue(
      QUEUE,
      Buffer.from(payload),
      { messageId: id, persistent: true, mandatory: true },
      (error) => (error ? reject(error) : resolve()),
    ),
  );
  confirmed.push(id);
  if (confirmed.length === 1) setImmediate(() => void forget());
}

let confirmed = [];
async function forget() {
  const ids = confirmed;
  confirmed = [];
  await pool.query('DELETE FROM outbox WHERE id = ANY($1::uuid[])', [ids]);
}

async function run() {
  const id = randomUUID();
  for (let number = 1; number <= HOPS; number += 1) await hop(id, number);
}

answerQuestions({ run });
