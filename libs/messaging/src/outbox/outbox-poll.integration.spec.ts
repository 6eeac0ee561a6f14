import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newRunId } from '@throughline/contracts';
import { eventually, TcpProxy, type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import { BrokerPeer } from '../spec-support/broker-peer.js';
import { NumberAdded } from '../spec-support/test-messages.js';
import { TestService } from '../spec-support/test-service.js';
import { exchangeOf } from '../topology/names.js';
import { MAX_IN_MEMORY, OutboxRelay } from './outbox-relay.js';
import { OutboxRows } from './outbox-rows.js';

// Processes and servers take their time on a busy machine.
jest.setTimeout(60_000);

describe('what a process finds in its outbox', () => {
  let infrastructure: TestInfrastructure;
  const open: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    infrastructure = await testInfrastructure();
    // Declares the exchanges.
    await started('first-of-all');
  });

  afterAll(async () => {
    await infrastructure?.stop();
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    for (const part of open.splice(0).reverse()) await part.close();
  });

  async function opened<T extends { close(): Promise<void> }>(starting: Promise<T>): Promise<T> {
    const part = await starting;
    open.push(part);
    return part;
  }

  async function started(service: string): Promise<TestService> {
    const process = await opened(TestService.start({ service, ...infrastructure }));
    await eventually('it is ready', () => process.transport.isReady());
    return process;
  }

  const publish = (service: TestService, values: readonly number[]): Promise<void> =>
    service.units.run((work) =>
      values.forEach((value) =>
        work.publish(new NumberAdded({ runId: newRunId(), value, behaviour: 'fine' })),
      ),
    );

  /** What comes to the exchange, as often as it comes. */
  async function arriving(): Promise<number[]> {
    const peer = await opened(BrokerPeer.connect(infrastructure.rabbitUrl));
    return peer.listen(exchangeOf('event'), NumberAdded.messageType);
  }

  it('is not sent by a second process while the first is sending it', async () => {
    const arrived = await arriving();
    const first = await started('streaming');
    let published = 0;
    let isOver = false;
    const stream = (async () => {
      while (!isOver) await publish(first, [published++, published++, published++]);
    })();
    const second = await started('streaming');
    const looks = jest.spyOn(second.get(OutboxRows), 'claim');
    await eventually('the second has looked', () =>
      looks.mock.calls.some(([, horizon]) => Number(horizon) > 0),
    );
    await Promise.all(looks.mock.results.map(({ value }) => value));
    isOver = true;
    await stream;
    await eventually('all have arrived', () => new Set(arrived).size === published);
    await eventually('the outbox is empty', async () => (await first.get(OutboxRows).count(1)) === 0);
    expect(arrived).toHaveLength(published);
  });

  it('is sent at once when the process that claimed it is gone', async () => {
    const proxy = await opened(TcpProxy.to(infrastructure.rabbitUrl));
    proxy.cut();
    const rabbitUrl = proxy.through(infrastructure.rabbitUrl);
    const gone = await TestService.start({ service: 'resumed', ...infrastructure, rabbitUrl });
    await publish(gone, [1, 2, 3]);
    await gone.close();
    const arrived = await arriving();
    const next = await started('resumed');
    await eventually('all are sent', () => arrived.length === 3);
    const [claims] = await next.dataSource.query<{ last: boolean }[]>(
      'SELECT coalesce(min(not_before) > now(), true) AS last FROM outbox',
    );
    expect(claims?.last).toBe(true);
  });

  it('is held in memory up to a bound, also where confirmed rows cannot be deleted', async () => {
    const arrived = await arriving();
    const service = await started('undeletable');
    const relay = service.get(OutboxRelay);
    await service.dataSource.query(`
      CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'nothing is deleted'; END $$;
      CREATE TRIGGER no BEFORE DELETE ON outbox FOR EACH ROW EXECUTE FUNCTION no()`);
    await publish(
      service,
      Array.from({ length: MAX_IN_MEMORY + 100 }, (_, value) => value),
    );
    await eventually('as many are sent as may be', () => arrived.length === MAX_IN_MEMORY);
    expect(relay.room).toBe(0);
    await service.dataSource.query('DROP TRIGGER no ON outbox');
    await eventually('there is room again', () => relay.room >= MAX_IN_MEMORY - 100);
    await eventually('the rest is sent', () => arrived.length >= MAX_IN_MEMORY + 100);
    expect(new Set(arrived).size).toBe(MAX_IN_MEMORY + 100);
  });
});
