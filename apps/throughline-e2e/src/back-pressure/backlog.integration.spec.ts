import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newRunId, PlanCreate } from '@throughline/contracts';
import { queueOf } from '@throughline/messaging';
import { residentMemory } from '@throughline/platform';
import {
  eventually,
  freePort,
  ServiceProcess,
  type TestInfrastructure,
  testInfrastructure,
} from '@throughline/testing';
import { type ChannelModel, type ConfirmChannel, connect } from 'amqplib';
import pg from 'pg';

const QUEUE = queueOf('plan-management', PlanCreate.messageType);
const MESSAGES = 100_000;
const CREATIONS = 200;
/** Of each process. With nothing to do they have some 130. */
const MOST_MEGABYTES = 260;

// A hundred thousand messages take their time on a busy machine.
jest.setTimeout(180_000);

describe('the gateway, with 100,000 messages waiting for a service that is stopped', () => {
  const token = randomUUID();
  const services: ServiceProcess[] = [];
  let infrastructure: TestInfrastructure;
  let home: string;
  let broker: ChannelModel;
  let channel: ConfirmChannel;
  let gateway: string;

  beforeAll(async () => {
    infrastructure = await testInfrastructure();
    home = await mkdtemp(join(tmpdir(), 'throughline-home-'));
    await writeFile(join(home, 'token'), token, { mode: 0o600 });
    broker = await connect(infrastructure.rabbitUrl, { noDelay: true });
    channel = await broker.createConfirmChannel();
    await channel.assertQueue(QUEUE, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    const { databaseUrl: DATABASE_URL, rabbitUrl: RABBITMQ_URL } = infrastructure;
    const ports = await Promise.all(['gateway', 'orchestrator', 'others'].map(() => freePort()));
    const env = {
      ...{ THROUGHLINE_HOME: home, DATABASE_URL, RABBITMQ_URL },
      ...{ API_GATEWAY_PORT: String(ports[0]), WORKFLOW_ORCHESTRATOR_PORT: String(ports[1]) },
      // Nobody is there: what is asked of them is refused after the backlog has been looked at.
      GIT_WORKTREE_PORT: String(ports[2]),
    };
    services.push(await ServiceProcess.start('workflow-orchestrator', env));
    services.push(await ServiceProcess.start('api-gateway', env));
    gateway = `http://127.0.0.1:${String(ports[0])}`;
  });

  afterAll(async () => {
    await Promise.all(services.map((service) => service.kill()));
    await broker?.close();
    await infrastructure?.stop();
    await rm(home, { recursive: true, force: true });
  });

  async function create() {
    const response = await fetch(`${gateway}/v1/runs`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': newRunId(),
      },
      body: JSON.stringify({ goal: 'Add slugify', repository: '/srv/textkit' }),
    });
    const problem: unknown = await response.json();
    return { status: response.status, retryAfter: response.headers.get('retry-after'), problem };
  }

  async function storedRuns(): Promise<string | undefined> {
    const client = new pg.Client({ connectionString: infrastructure.databaseUrl });
    await client.connect();
    try {
      const { rows } = await client.query<{ count: string }>(
        'SELECT count(*) FROM workflow_orchestrator.runs',
      );
      return rows[0]?.count;
    } finally {
      await client.end();
    }
  }

  it('refuses runs with 503 and Retry-After, stores none, stays small, and takes runs again afterwards', async () => {
    expect(await create()).toMatchObject({ status: 503, problem: { code: 'service_unavailable' } });
    for (let at = 0; at < MESSAGES; at++) {
      channel.sendToQueue(QUEUE, Buffer.from(JSON.stringify({ at })), {
        messageId: randomUUID(),
        persistent: true,
      });
      if (at % 1_000 === 999) await channel.waitForConfirms();
    }
    expect((await channel.checkQueue(QUEUE)).messageCount).toBe(MESSAGES);
    await eventually('the backlog is seen', async () => codeOf((await create()).problem) === 'queue_backlog');
    const answers = await Promise.all(Array.from({ length: CREATIONS }, create));
    expect(
      new Set(answers.map(({ status, retryAfter }) => `${String(status)} ${String(retryAfter)}`)),
    ).toEqual(new Set(['503 10']));
    for (const { problem } of answers)
      expect(problem).toMatchObject({ code: 'queue_backlog', retryable: true, fields: { queue: QUEUE } });
    for (const { pid } of services)
      expect((residentMemory(pid ?? 0) ?? Number.NaN) / 1024 ** 2).toBeLessThan(MOST_MEGABYTES);
    expect(await storedRuns()).toBe('0');
    expect((await channel.checkQueue(QUEUE)).messageCount).toBe(MESSAGES);
    await channel.purgeQueue(QUEUE);
    await eventually(
      'runs are looked at again',
      async () => codeOf((await create()).problem) === 'service_unavailable',
    );
  });
});

const codeOf = (problem: unknown): unknown =>
  typeof problem === 'object' && problem !== null && 'code' in problem ? problem.code : undefined;
