import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newRunId } from '@throughline/contracts';
import { eventually, TcpProxy, type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import { BrokerPeer } from './spec-support/broker-peer.js';
import { NumbersController } from './spec-support/numbers.controller.js';
import { AddNumber, NumberAdded } from './spec-support/test-messages.js';
import { TestService } from './spec-support/test-service.js';
import { exchangeOf } from './topology/names.js';

const added = (value: number): NumberAdded =>
  new NumberAdded({ runId: newRunId(), value, behaviour: 'fine' });

// Processes and servers take their time on a busy machine.
jest.setTimeout(30_000);

describe('messaging in an outage', () => {
  let infrastructure: TestInfrastructure;
  const open: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    infrastructure = await testInfrastructure();
  });

  afterAll(async () => {
    await infrastructure?.stop();
  });

  afterEach(async () => {
    for (const part of open.splice(0).reverse()) await part.close();
  });

  async function opened<T extends { close(): Promise<void> }>(starting: Promise<T>): Promise<T> {
    const part = await starting;
    open.push(part);
    return part;
  }

  const send = (service: TestService, ...messages: (NumberAdded | AddNumber)[]): Promise<void> =>
    service.units.run((work) => messages.forEach((message) => work.publish(message)));

  it('sends a command again until somebody consumes it', async () => {
    const sender = await opened(TestService.start({ service: 'early', ...infrastructure }));
    const command = new AddNumber({ runId: newRunId(), value: 5 });
    await eventually('the sender is ready', () => sender.transport.isReady());
    await send(sender, command);
    await eventually('the command was returned', async () => {
      const [row] = await sender.dataSource.query<{ tries: number }[]>('SELECT tries FROM outbox');
      return (row?.tries ?? 0) > 0;
    });
    const consumer = await opened(
      TestService.start({
        service: 'late',
        ...infrastructure,
        controllers: [NumbersController],
      }),
    );
    await eventually('it has arrived', async () => (await consumer.numbers()).includes(5));
    await eventually(
      'the outbox is empty',
      async () => (await sender.status.unsentMessages(command.runId)) === 0,
    );
  });

  it('keeps everything while the broker is cut off, and consumes again afterwards', async () => {
    const proxy = await opened(TcpProxy.to(infrastructure.rabbitUrl));
    const service = await opened(
      TestService.start({
        service: 'cut-off',
        databaseUrl: infrastructure.databaseUrl,
        rabbitUrl: proxy.through(infrastructure.rabbitUrl),
        controllers: [NumbersController],
      }),
    );
    await eventually('the service is ready', () => service.transport.isReady());
    for (let round = 0; round < 5; round++) {
      const values = Array.from({ length: 100 }, (_, index) => round * 100 + index);
      const sending = Promise.all(values.map((value) => send(service, added(value))));
      proxy.cut();
      await sending;
      proxy.mend();
    }
    await eventually('all are stored', async () => (await service.numbers()).length >= 500);
    expect(await service.numbers()).toEqual(Array.from({ length: 500 }, (_, index) => index));
  });

  it('sends again in order what was in flight when the connection broke', async () => {
    const proxy = await opened(TcpProxy.to(infrastructure.rabbitUrl));
    const { databaseUrl } = infrastructure;
    const sender = await opened(
      TestService.start({
        service: 'in-order',
        databaseUrl,
        rabbitUrl: proxy.through(infrastructure.rabbitUrl),
      }),
    );
    await eventually('the sender is ready', () => sender.transport.isReady());
    const peer = await opened(BrokerPeer.connect(infrastructure.rabbitUrl));
    const arrived = await peer.listen(exchangeOf('event'), NumberAdded.messageType);
    for (let round = 0; round < 5; round++) {
      await eventually('the sender is ready', () => sender.transport.isReady());
      const values = Array.from({ length: 250 }, (_, index) => round * 250 + index);
      await send(sender, ...values.map(added));
      proxy.cut();
      proxy.mend();
      await eventually('all have arrived', () => new Set(arrived).size === (round + 1) * 250);
    }
    const inOrder = [...new Set(arrived)];
    expect(inOrder).toEqual(inOrder.toSorted((one, other) => one - other));
  });

  it('is not ready without the broker, and refuses new work when too much waits', async () => {
    const proxy = await opened(TcpProxy.to(infrastructure.rabbitUrl));
    proxy.cut();
    const service = await opened(
      TestService.start({
        service: 'backlog',
        databaseUrl: infrastructure.databaseUrl,
        rabbitUrl: proxy.through(infrastructure.rabbitUrl),
        controllers: [NumbersController],
        maxWaiting: 3,
      }),
    );
    expect(service.transport.isReady()).toBe(false);
    await send(service, added(1), added(2), added(3));
    await expect(send(service, added(4))).rejects.toMatchObject({
      code: 'broker_backlog',
      kind: 'unavailable',
      retryAfterSeconds: 5,
    });
    proxy.mend();
    await eventually('all are stored', async () => (await service.numbers()).length === 3);
    await eventually('there is room again', async () =>
      send(service, added(5)).then(
        () => true,
        () => false,
      ),
    );
  });

  it('finishes what it has begun before it stops', async () => {
    const options = { service: 'stopping', ...infrastructure, controllers: [NumbersController] };
    const service = await TestService.start(options);
    await eventually('the service is ready', () => service.transport.isReady());
    const values = Array.from({ length: 300 }, (_, index) => index);
    await send(service, ...values.map(added));
    await service.close();
    const next = await opened(TestService.start(options));
    await eventually('the rest is stored', async () => (await next.numbers()).length >= values.length);
    expect(await next.numbers()).toEqual(values);
  });
});
