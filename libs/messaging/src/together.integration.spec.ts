import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { newRunId, type RunId } from '@throughline/contracts';
import { eventually } from '@throughline/testing';
import { deliverySpanIdOf, journalOf, newSpanId, traceIdOf } from '@throughline/tracing';
import { v7 } from 'uuid';
import { BrokerPeer } from './spec-support/broker-peer.js';
import { type Behaviour, NumberAdded } from './spec-support/test-messages.js';
import { StartedService } from './spec-support/started-service.js';
import type { TestService } from './spec-support/test-service.js';
import { TogetherController } from './spec-support/together.controller.js';
import { exchangeOf, queueOf } from './topology/names.js';

const EVENTS = exchangeOf('event');
const QUEUE = queueOf('together', NumberAdded.messageType);
const COUNT = 50;

// Processes and servers take their time on a busy machine.
jest.setTimeout(30_000);

describe('@ConsumesTogether', () => {
  let started: StartedService;
  let service: TestService;
  let controller: TogetherController;
  let peer: BrokerPeer;

  beforeAll(async () => {
    started = await StartedService.start('together', [TogetherController]);
    ({ service, peer } = started);
    controller = service.get(TogetherController);
  });

  afterAll(() => started?.close());

  beforeEach(async () => {
    controller.sizes.length = 0;
    controller.answers.length = 0;
    await service.dataSource.query('TRUNCATE numbers');
  });

  interface Sent {
    readonly runId: RunId;
    readonly id: string;
  }

  async function publish(value: number, behaviour: Behaviour = 'fine', id = v7()): Promise<Sent> {
    const runId = newRunId();
    await peer.publish(EVENTS, NumberAdded.messageType, JSON.stringify({ runId, value, behaviour }), id, {
      traceparent: `00-${traceIdOf(runId)}-${newSpanId()}-01`,
      baggage: `throughline.run.id=${runId},correlation_id=${runId}`,
    });
    return { runId, id };
  }

  const answered = (count: number): Promise<void> =>
    eventually(`${count} answers are there`, () => controller.answers.length >= count);

  const numbers = Array.from({ length: COUNT }, (_, at) => at);

  it('gives what waits to one call, and each message its own span and trace', async () => {
    const sent = await Promise.all(numbers.map((number) => publish(number)));
    await answered(COUNT);
    expect(await service.numbers()).toEqual(numbers);
    expect(controller.sizes.reduce((total, size) => total + size, 0)).toBe(COUNT);
    expect(controller.sizes.length).toBeLessThan(COUNT);
    const traces = new Map(controller.answers.map(({ runId, traceId }) => [runId, traceId]));
    for (const { runId } of sent) expect(traces.get(runId)).toBe(traceIdOf(runId));
    for (const { runId, id } of sent) {
      const { created } = await journalOf(traceIdOf(runId));
      expect(created).toContain(deliverySpanIdOf(id, QUEUE, 0, 0));
    }
  });

  it('lets a message that cannot be handled hurt only itself', async () => {
    await Promise.all(numbers.map((number) => publish(number, number === 7 ? 'invalid' : 'fine')));
    await answered(COUNT - 1);
    expect(await service.numbers()).toEqual(numbers.filter((number) => number !== 7));
    expect(controller.answers).toHaveLength(COUNT - 1);
  });

  it('hands a repeated message over once', async () => {
    const id = v7();
    await Promise.all([publish(1, 'fine', id), publish(1, 'fine', id), publish(2)]);
    await answered(2);
    await publish(1, 'fine', id);
    await publish(3);
    await answered(3);
    expect(await service.numbers()).toEqual([1, 2, 3]);
    expect(controller.answers).toHaveLength(3);
  });
});
