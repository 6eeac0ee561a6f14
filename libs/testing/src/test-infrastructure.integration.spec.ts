import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'amqplib';
import pg from 'pg';
import { type TestInfrastructure, testInfrastructure } from './test-infrastructure.js';

let first: TestInfrastructure;
let second: TestInfrastructure;
beforeAll(async () => {
  first = await testInfrastructure();
  second = await testInfrastructure();
}, 120_000);
afterAll(async () => {
  await first.stop();
  await second.stop();
});

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

describe('testInfrastructure', () => {
  it('gives each caller a database of its own', async () => {
    await query(first.databaseUrl, 'CREATE TABLE only_here (id int)');
    const found = await query(second.databaseUrl, "SELECT to_regclass('only_here') AS found");
    expect(found).toEqual([{ found: null }]);
  });

  it('gives each caller a virtual host of its own, with quorum queues', async () => {
    const [one, other] = await Promise.all([connect(first.rabbitUrl), connect(second.rabbitUrl)]);
    const channel = await one.createChannel();
    await channel.assertQueue('only-here', { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    const elsewhere = await other.createChannel();
    elsewhere.on('error', () => undefined);
    await expect(elsewhere.checkQueue('only-here')).rejects.toThrow(/NOT_FOUND/);
    await Promise.all([one.close(), other.close()]);
  });
});
