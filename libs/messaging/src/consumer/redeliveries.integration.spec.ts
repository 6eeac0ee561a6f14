import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newRunId } from '@throughline/contracts';
import { eventually, type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import {
  deliverySpanIdOf,
  initializeTracing,
  newSpanId,
  traceIdOf,
  type TracingHandle,
} from '@throughline/tracing';
import { v7 } from 'uuid';
import { BrokerPeer } from '../spec-support/broker-peer.js';
import { NumbersController } from '../spec-support/numbers.controller.js';
import { type Behaviour, NumberAdded } from '../spec-support/test-messages.js';
import { TestService } from '../spec-support/test-service.js';
import { exchangeOf, queueOf } from '../topology/names.js';

const PROGRAM = fileURLToPath(new URL('../spec-support/fault-process.js', import.meta.url));

// Processes and servers take their time on a busy machine.
jest.setTimeout(60_000);

describe('a message that comes back', () => {
  let infrastructure: TestInfrastructure;
  let tracing: TracingHandle;
  let peer: BrokerPeer;
  const open: TestService[] = [];

  beforeAll(async () => {
    process.env['OTEL_TRACES_EXPORTER'] = 'none';
    tracing = initializeTracing({ serviceName: 'redelivering' });
    infrastructure = await testInfrastructure();
    peer = await BrokerPeer.connect(infrastructure.rabbitUrl);
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map((service) => service.close()));
  });

  afterAll(async () => {
    await peer?.close();
    await infrastructure?.stop();
    await tracing?.shutdown();
  });

  async function start(service: string): Promise<TestService> {
    const started = await TestService.start({ service, ...infrastructure, controllers: [NumbersController] });
    open.push(started);
    await eventually('the service is ready', () => started.transport.isReady());
    return started;
  }

  /** Makes the queue of a service that is away then. */
  async function startAndStop(service: string): Promise<string> {
    await start(service);
    await open.pop()?.close();
    return queueOf(service, NumberAdded.messageType);
  }

  async function publish(queue: string, value: number, behaviour: Behaviour = 'fine') {
    const [runId, id] = [newRunId(), v7()];
    const headers = { traceparent: `00-${traceIdOf(runId)}-${newSpanId()}-01` };
    await peer.publish('', queue, JSON.stringify({ runId, value, behaviour }), id, headers);
    return { runId, id };
  }

  it('is handled although its connection was lost twenty-five times, in a span that follows the last', async () => {
    const queue = await startAndStop('flapping');
    const { id } = await publish(queue, 1);
    await peer.returnUnanswered(queue, 25);
    const service = await start('flapping');
    await eventually('it is stored', async () => (await service.numbers()).length === 1);
    expect(await service.waitingDeadLetters()).toEqual([]);
    const [span] = service.get(NumbersController).spans;
    expect(span?.spanContext().spanId).toBe(deliverySpanIdOf(id, queue, 25, 0));
    expect(span).toMatchObject({ links: [{ context: { spanId: deliverySpanIdOf(id, queue, 24, 0) } }] });
    await eventually('nothing is remembered of it', async () => (await begunAt(service)) === 0);
  });

  it('is a dead letter when it has taken three processes down, and nothing else with it', async () => {
    const queue = await startAndStop('dying-young');
    const { id } = await publish(queue, 2, 'kill');
    await peer.returnUnanswered(queue, 3);
    for (let i = 0; i < 3; i++) expect(await lifeOf('dying-young')).toBe('SIGKILL');
    const service = await start('dying-young');
    await publish(queue, 3);
    expect(await service.deadLetterOf(id)).toMatchObject({ causeCode: 'handling_never_ended' });
    await eventually('the other one is stored', async () => (await service.numbers()).includes(3));
    expect(await service.numbers()).toEqual([3]);
    expect(await begunAt(service)).toBe(0);
  });

  it('comes to a queue that another version has made with other arguments, and is handled', async () => {
    const queue = queueOf('upgraded', NumberAdded.messageType);
    await peer.declare(queue, { 'x-queue-type': 'quorum', 'x-delivery-limit': 20 });
    const service = await start('upgraded');
    await peer.publish(
      exchangeOf('event'),
      NumberAdded.messageType,
      JSON.stringify({ runId: newRunId(), value: 4, behaviour: 'fine' }),
      v7(),
    );
    await eventually('it is stored', async () => (await service.numbers()).length === 1);
  });

  const begunAt = async (service: TestService): Promise<number> => {
    const [row] = await service.dataSource.query<{ count: string }[]>('SELECT count(*) FROM begun_handlings');
    return Number(row?.count);
  };

  /** A process of the service, from its start to the signal that ends it. */
  function lifeOf(service: string): Promise<NodeJS.Signals | null> {
    const { databaseUrl: DATABASE_URL, rabbitUrl: RABBITMQ_URL } = infrastructure;
    const env = { ...process.env, SERVICE_NAME: service, DATABASE_URL, RABBITMQ_URL };
    const child = spawn(process.execPath, [PROGRAM, 'consume'], { stdio: 'ignore', env });
    return new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
  }
});
