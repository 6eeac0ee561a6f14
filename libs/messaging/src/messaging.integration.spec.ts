import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { newRunId } from '@throughline/contracts';
import { eventually } from '@throughline/testing';
import { v7 } from 'uuid';
import { InboxCleaning } from './consumer/inbox-cleaning.js';
import { BrokerPeer } from './spec-support/broker-peer.js';
import { NumbersController } from './spec-support/numbers.controller.js';
import { AddNumber, type Behaviour, NobodyListens, NumberAdded } from './spec-support/test-messages.js';
import { StartedService } from './spec-support/started-service.js';
import type { TestService } from './spec-support/test-service.js';
import { exchangeOf, queueOf } from './topology/names.js';

const EVENTS = exchangeOf('event');
const QUEUE = queueOf('numbers', NumberAdded.messageType);

// Processes and servers take their time on a busy machine.
jest.setTimeout(30_000);

describe('messaging', () => {
  let started: StartedService;
  let service: TestService;
  let peer: BrokerPeer;
  let controller: NumbersController;

  beforeAll(async () => {
    started = await StartedService.start('numbers', [NumbersController], false);
    ({ service, peer } = started);
    controller = service.get(NumbersController);
  });

  afterAll(() => started?.close());

  beforeEach(async () => {
    await service.dataSource.query('TRUNCATE numbers');
    controller.seen.length = 0;
  });

  const send = (...messages: (NumberAdded | AddNumber | NobodyListens)[]): Promise<void> =>
    service.units.run((work) => messages.forEach((message) => work.publish(message)));

  const added = (value: number, behaviour: Behaviour = 'fine'): NumberAdded =>
    new NumberAdded({ runId: newRunId(), value, behaviour });

  const stored = (count: number): Promise<void> =>
    eventually(`${count} numbers are stored`, async () => (await service.numbers()).length >= count);

  it('brings a message to its handler and empties the outbox', async () => {
    const message = added(1);
    await send(message);
    await stored(1);
    await eventually(
      'the outbox is empty',
      async () => (await service.status.unsentMessages(message.runId)) === 0,
    );
    expect(await service.numbers()).toEqual([1]);
  });

  it('sends what a handler publishes', async () => {
    await send(new AddNumber({ runId: newRunId(), value: 5 }));
    await stored(2);
    expect(await service.numbers()).toEqual([5, 1005]);
  });

  it('sends nothing of a unit of work that fails', async () => {
    const unit = service.units.run((work) => {
      work.publish(added(66));
      throw new Error('no');
    });
    await expect(unit).rejects.toThrow('no');
    await send(added(7));
    await stored(1);
    expect(controller.seen).toEqual([7]);
  });

  it('refuses a malformed message where it is published', async () => {
    const malformed = added(1);
    Object.assign(malformed, { value: 'one' });
    await expect(send(malformed)).rejects.toMatchObject({ code: 'message_invalid' });
  });

  it('handles a message once, however often it comes', async () => {
    const [id, body] = [v7(), JSON.stringify(added(9))];
    for (let time = 0; time < 5; time++) await peer.publish(EVENTS, NumberAdded.messageType, body, id);
    await peer.publish(EVENTS, NumberAdded.messageType, JSON.stringify(added(10)), v7());
    await stored(2);
    expect(await service.numbers()).toEqual([9, 10]);
    expect(controller.seen).toEqual([9, 10]);
  });

  it('lets a poison message hurt only itself, and keeps it with its cause', async () => {
    const poison = added(50, 'invalid');
    const values = Array.from({ length: 40 }, (_, index) => index);
    await send(
      ...values.slice(0, 20).map((value) => added(value)),
      poison,
      ...values.slice(20).map((value) => added(value)),
    );
    await stored(40);
    expect(await service.numbers()).toEqual(values);
    const dead = await service.deadLetterOfRun(poison.runId);
    expect(JSON.parse(dead.body)).toEqual(JSON.parse(JSON.stringify(poison)));
    expect(dead).toMatchObject({
      causeCode: 'invalid_input',
      cause: 'the number is not to my liking',
      queue: QUEUE,
      traceId: poison.runId.replaceAll('-', ''),
      tries: 1,
    });
  });

  it.each([
    ['no JSON', '{', v7()],
    ['another form', JSON.stringify({ runId: newRunId(), value: 'one', behaviour: 'fine' }), v7()],
    ['no message id', JSON.stringify(added(3)), 'seven'],
  ])('keeps a message with %s as a dead letter', async (_, body, id) => {
    await peer.publish(EVENTS, NumberAdded.messageType, body, id);
    const dead = await service.deadLetterOf(id);
    expect(dead).toMatchObject({ causeCode: 'invalid_input', body, state: 'waiting' });
    expect(controller.seen).toEqual([]);
  });

  it('runs messages one by one when one of them fails, so that each has its own transaction', async () => {
    const publish = (message: NumberAdded): Promise<void> =>
      peer.publish(EVENTS, NumberAdded.messageType, JSON.stringify(message), v7());
    await service.units.run(async ({ manager }) => {
      // Holds up the first, so that the other two wait together.
      await manager.query('LOCK TABLE numbers IN EXCLUSIVE MODE');
      await publish(added(20));
      await eventually('the first is being handled', () => controller.seen.includes(20));
      await publish(added(21, 'unavailable-once'));
      await publish(added(22));
      await eventually('all are delivered', async () => (await peer.messageCount(QUEUE)) === 0);
    });
    await stored(3);
    expect(await service.numbers()).toEqual([20, 21, 22]);
    expect(controller.seen).toEqual([20, 21, 21, 22]);
  });

  it('tries a message again later while something else is away', async () => {
    const begun = performance.now();
    await send(added(23, 'unavailable-once'));
    await stored(1);
    expect(performance.now() - begun).toBeGreaterThan(900);
    expect(controller.seen).toEqual([23, 23]);
  });

  it('answers nothing while the database is away, and goes on when it is back', async () => {
    const before = await service.waitingDeadLetters();
    await send(added(31, 'cut-connection-once'), added(32));
    await stored(2);
    expect(await service.numbers()).toEqual([31, 32]);
    expect(await service.waitingDeadLetters()).toEqual(before);
  });

  it('counts an event for nobody as sent', async () => {
    const message = new NobodyListens({ runId: newRunId() });
    await send(message);
    await eventually(
      'the outbox is empty',
      async () => (await service.status.unsentMessages(message.runId)) === 0,
    );
  });

  it('handles many messages, each once', async () => {
    const values = Array.from({ length: 1_000 }, (_, index) => index);
    await send(...values.map((value) => added(value)));
    await stored(values.length);
    expect(await service.numbers()).toEqual(values);
  });

  it('forgets all that is old, however much has come in since it last did', async () => {
    await service.dataSource.query(
      `INSERT INTO inbox (consumer, message_id, received_at)
       SELECT 'old', gen_random_uuid(), now() - interval '8 days' FROM generate_series(1, 20500)`,
    );
    await service.dataSource.query(`INSERT INTO inbox (consumer, message_id) VALUES ('new', $1)`, [v7()]);
    await service.get(InboxCleaning).clean();
    const rows = await service.dataSource.query<{ consumer: string }[]>(
      `SELECT consumer FROM inbox WHERE consumer IN ('old', 'new')`,
    );
    expect(rows).toEqual([{ consumer: 'new' }]);
  });
});
