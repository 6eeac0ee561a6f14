import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newRunId } from '@throughline/contracts';
import { eventually, type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import { BrokerPeer } from '../spec-support/broker-peer.js';
import { HeapController } from '../spec-support/heap.controller.js';
import { NumberAdded } from '../spec-support/test-messages.js';
import { TestService } from '../spec-support/test-service.js';
import { exchangeOf, queueOf } from '../topology/names.js';
import { BackPressure } from './back-pressure.js';
import { QueueDepths } from './queue-depths.js';

const PROGRAM = fileURLToPath(new URL('../spec-support/heap-process.js', import.meta.url));
const QUEUE = queueOf('heap', NumberAdded.messageType);
const MESSAGES = 100_000;
/** Of the consumer's process: Node and the libraries take some 150 of them. The messages alone are 10 and more. */
const MOST_MEGABYTES = 300;
const DRAINED_WITHIN_MS = 180_000;

// A hundred thousand messages take their time on a busy machine.
jest.setTimeout(240_000);

describe('with 100,000 messages waiting', () => {
  let infrastructure: TestInfrastructure;
  let peer: BrokerPeer;
  let sender: TestService;
  let consumer: ChildProcess | undefined;

  beforeAll(async () => {
    infrastructure = await testInfrastructure();
    // Makes the queue, and goes: its consumer is stopped.
    const declaring = await TestService.start({
      service: 'heap',
      ...infrastructure,
      controllers: [HeapController],
    });
    await eventually('the queue is there', () => declaring.transport.isReady());
    await declaring.close();
    sender = await TestService.start({ service: 'heap-sender', ...infrastructure, fills: [QUEUE] });
    await eventually('the sender is ready', () => sender.transport.isReady());
    peer = await BrokerPeer.connect(infrastructure.rabbitUrl);
  });

  afterAll(async () => {
    consumer?.kill('SIGKILL');
    await peer?.close();
    await sender?.close();
    await infrastructure?.stop();
  });

  const admit = (): void => sender.get(BackPressure).admit();

  it('refuses new work, works through them in little memory, loses none, and takes new work again', async () => {
    expect(admit).not.toThrow();
    const runId = newRunId();
    await peer.publishMany(exchangeOf('event'), NumberAdded.messageType, MESSAGES, (value) =>
      JSON.stringify({ runId, value, behaviour: 'fine' }),
    );
    expect(await peer.messageCount(QUEUE)).toBe(MESSAGES);
    await eventually('all are seen', () => sender.get(QueueDepths).deepest?.waiting === MESSAGES);
    expect(refusal(admit)).toMatchObject({
      ...{ code: 'queue_backlog', kind: 'unavailable', retryable: true, retryAfterSeconds: 10 },
      fields: { queue: QUEUE, waiting: MESSAGES },
    });
    consumer = start();
    expect(await mostMemoryUntil(consumer, async () => (await stored()) >= MESSAGES)).toBeLessThan(
      MOST_MEGABYTES,
    );
    expect(await stored()).toBe(MESSAGES);
    await eventually('new work is taken', () => refusal(admit) === undefined);
    expect(await peer.messageCount(QUEUE)).toBe(0);
  });

  /** Different numbers: none is lost, and none stored twice. */
  async function stored(): Promise<number> {
    const [row] = await sender.dataSource.query<{ count: string; different: string }[]>(
      'SELECT count(*) AS count, count(DISTINCT value) AS different FROM heap.numbers',
    );
    expect(row?.count).toBe(row?.different);
    return Number(row?.count);
  }

  function start(): ChildProcess {
    const { databaseUrl: DATABASE_URL, rabbitUrl: RABBITMQ_URL } = infrastructure;
    const env = { ...process.env, SERVICE_NAME: 'heap', DATABASE_URL, RABBITMQ_URL };
    return spawn(process.execPath, [PROGRAM], { stdio: 'ignore', env });
  }
});

function refusal(fn: () => void): unknown {
  try {
    fn();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** The most megabytes that a process has held until the condition is true. */
async function mostMemoryUntil(child: ChildProcess, condition: () => Promise<boolean>): Promise<number> {
  const limit = performance.now() + DRAINED_WITHIN_MS;
  let most = 0;
  while (!(await condition())) {
    if (performance.now() > limit) throw new Error('the messages were not handled in time');
    most = Math.max(most, await residentMegabytes(child.pid));
    await sleep(100);
  }
  return most;
}

async function residentMegabytes(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
}
