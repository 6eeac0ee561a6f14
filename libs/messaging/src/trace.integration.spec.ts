import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Span, SpanKind } from '@throughline/tracing/api';
import { newRunId } from '@throughline/contracts';
import { eventually } from '@throughline/testing';
import {
  deliverySpanIdOf,
  journalOf,
  newSpanId,
  rootSpanIdOf,
  runContext,
  traceIdOf,
} from '@throughline/tracing';
import { v7 } from 'uuid';
import { BrokerPeer } from './spec-support/broker-peer.js';
import { NumbersController } from './spec-support/numbers.controller.js';
import { AddNumber, type Behaviour, NumberAdded } from './spec-support/test-messages.js';
import { StartedService } from './spec-support/started-service.js';
import type { TestService } from './spec-support/test-service.js';
import { exchangeOf, queueOf } from './topology/names.js';

const EVENTS = exchangeOf('event');
const QUEUE = queueOf('traced', NumberAdded.messageType);

// Processes and servers take their time on a busy machine.
jest.setTimeout(30_000);

describe('the trace of messages', () => {
  let started: StartedService;
  let service: TestService;
  let controller: NumbersController;
  let peer: BrokerPeer;

  beforeAll(async () => {
    started = await StartedService.start('traced', [NumbersController]);
    ({ service, peer } = started);
    controller = service.get(NumbersController);
  });

  afterAll(() => started?.close());

  beforeEach(async () => {
    controller.spans.length = 0;
    await service.dataSource.query('TRUNCATE numbers');
  });

  /** A message of somebody else's, sent by the span of this id. */
  async function publish(value: number, behaviour: Behaviour = 'fine', id = v7(), producer = newSpanId()) {
    const runId = newRunId();
    await peer.publish(EVENTS, NumberAdded.messageType, JSON.stringify({ runId, value, behaviour }), id, {
      traceparent: `00-${traceIdOf(runId)}-${producer}-01`,
      baggage: `throughline.run.id=${runId},correlation_id=of-the-caller`,
    });
    return { runId, id, producer };
  }

  const stored = (count: number): Promise<void> =>
    eventually(`${count} numbers are stored`, async () => (await service.numbers()).length >= count);

  const idOf = (span: Span | undefined): string | undefined => span?.spanContext().spanId;

  it('handles a message in a child of the span that sent it, under the baggage of its sender', async () => {
    const { runId, id, producer } = await publish(1);
    await stored(1);
    const [span] = controller.spans;
    expect(span?.spanContext().traceId).toBe(traceIdOf(runId));
    expect(idOf(span)).toBe(deliverySpanIdOf(id, QUEUE, 0, 0));
    expect(span).toMatchObject({
      name: `process ${EVENTS}:${NumberAdded.messageType}:${QUEUE}`,
      kind: SpanKind.CONSUMER,
      parentSpanContext: { spanId: producer },
      links: [],
      attributes: {
        'throughline.run.id': runId,
        correlation_id: 'of-the-caller',
        'messaging.message.id': id,
        'messaging.rabbitmq.destination.routing_key': NumberAdded.messageType,
      },
    });
  });

  it('links a handling alone to the one before, in the shared transaction', async () => {
    const [first, second] = await service.units.run(async ({ manager }) => {
      await manager.query('LOCK TABLE numbers IN EXCLUSIVE MODE');
      await publish(10);
      await eventually('the first is being handled', () => controller.spans.length === 1);
      const pair = [await publish(11), await publish(12, 'unavailable-once')] as const;
      await eventually('all are delivered', async () => (await peer.messageCount(QUEUE)) === 0);
      return pair;
    });
    await eventually(
      'the failing one is stored in its second try',
      async () => (await service.numbers()).length === 3,
    );
    for (const { id } of [first, second]) {
      const [shared, alone] = [deliverySpanIdOf(id, QUEUE, 0, 0), deliverySpanIdOf(id, QUEUE, 0, 1)];
      const spans = controller.spans.filter((span) => [shared, alone].includes(String(idOf(span))));
      expect(spans.map(idOf)).toEqual([shared, alone]);
      expect(spans[0]).toMatchObject({ attributes: { 'throughline.message.rolled_back': true } });
      expect(spans[1]).toMatchObject({ links: [{ context: { spanId: shared } }], ended: true });
      expect(spans[1]).not.toHaveProperty(['attributes', 'throughline.message.rolled_back']);
    }
  });

  it('links a retry to the handling that failed', async () => {
    const { id } = await publish(20, 'unavailable-once');
    await stored(1);
    const [failed, retried] = controller.spans;
    expect(idOf(failed)).toBe(deliverySpanIdOf(id, QUEUE, 0, 0));
    expect(idOf(retried)).toBe(deliverySpanIdOf(id, QUEUE, 1_000, 0));
    expect(failed).toMatchObject({
      status: { code: 2 },
      attributes: { 'error.type': 'service_unavailable' },
    });
    expect(retried).toMatchObject({
      links: [{ context: { spanId: idOf(failed) } }],
      attributes: { 'throughline.message.retries': 1 },
    });
  });

  it('journals the PRODUCER span before the row goes, with handlers and their messages in one trace', async () => {
    const runId = newRunId();
    await service.units.run((work) =>
      work.publish(new AddNumber({ runId, value: 30 }), { parent: runContext(runId) }),
    );
    await stored(2);
    await eventually('all is sent', async () => (await service.status.unsentMessages(runId)) === 0);
    const [onAdd, onAdded] = controller.spans;
    expect(onAdd?.spanContext().traceId).toBe(traceIdOf(runId));
    expect(onAdded?.spanContext().traceId).toBe(traceIdOf(runId));
    const { created } = await journalOf(traceIdOf(runId));
    const parents = [onAdd, onAdded].map(parentIdOf);
    expect(parents).not.toContain(rootSpanIdOf(runId));
    expect(created).toEqual(expect.arrayContaining([...parents, idOf(onAdd), idOf(onAdded)]));
  });

  function parentIdOf(span: Span | undefined): string | undefined {
    if (span === undefined || !('parentSpanContext' in span)) return undefined;
    const parent = span.parentSpanContext;
    return typeof parent === 'object' && parent !== null && 'spanId' in parent
      ? String(parent.spanId)
      : undefined;
  }
});
