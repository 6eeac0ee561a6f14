import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { durationOf, type SpanReceiver } from './support/span-receiver.js';
import { TracedRun } from './support/traced-run.js';

const HANDLING_MS = 60;

describe('messages through amqplib', () => {
  let run: TracedRun;
  let receiver: SpanReceiver;
  let printed: string;

  beforeAll(async () => {
    run = await TracedRun.of('messaging');
    ({ receiver, printed } = run);
  }, 60_000);
  afterAll(() => run.stop());

  it('go on in the trace of their sender, with its baggage, and leave the caller’s options alone', () => {
    const root = receiver.one('case.redelivery');
    const [send] = receiver.childrenOf(root);
    expect(send).toMatchObject({
      name: 'send orders',
      kind: 'PRODUCER',
      status: { code: 'UNSET' },
      attributes: {
        'messaging.system': 'rabbitmq',
        'messaging.operation.type': 'send',
        'messaging.destination.name': 'orders',
        'messaging.message.id': 'm-1',
        'messaging.message.body.size': 4,
        'server.address': '127.0.0.1',
      },
    });
    expect(
      receiver
        .traceOf(root)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['case.redelivery', 'process orders', 'process orders', 'send orders']);
    expect(JSON.parse(printed)).toEqual({
      options: { messageId: 'm-1', headers: { 'x-mine': 1 } },
      baggage: 'gold',
    });
  });

  it('have a span for each delivery, as long as the handler’s promise, the second linked to the first', () => {
    const [send] = receiver.named('send orders');
    const [first, second] = receiver.named('process orders');
    for (const handled of [first, second]) {
      expect(handled).toMatchObject({ kind: 'CONSUMER', parentSpanId: send?.spanId });
      expect(handled && durationOf(handled)).toBeGreaterThanOrEqual(HANDLING_MS - 2);
    }
    expect(first).toMatchObject({ status: { code: 'ERROR' }, attributes: { 'error.type': 'requeued' } });
    expect(first?.links).toEqual([]);
    expect(second).toMatchObject({
      status: { code: 'UNSET' },
      attributes: { 'throughline.message.outcome': 'ack' },
      links: [{ traceId: first?.traceId, spanId: first?.spanId }],
    });
  });

  it('have the error and the duration of a handler that acknowledges nothing, which stays unhandled', () => {
    const [handled] = receiver.named('process events');
    expect(handled).toMatchObject({
      status: { code: 'ERROR', message: 'the event is out of range' },
      attributes: { 'error.type': 'RangeError' },
    });
    expect(handled && durationOf(handled)).toBeGreaterThanOrEqual(HANDLING_MS - 2);
  });

  it('end with the broker’s confirmation, and say when it has refused or returned one', () => {
    const sent = receiver.childrenOf(receiver.one('case.refusals'));
    expect(sent.map(({ name, status, attributes }) => [name, status.code, attributes['error.type']])).toEqual(
      [
        ['send nobody', 'ERROR', 'returned'],
        ['send full', 'UNSET', undefined],
        ['send full', 'ERROR', 'Error'],
      ],
    );
    expect(sent[0]?.status.message).toMatch('NO_ROUTE');
    expect(sent[2]?.status.message).toMatch('nacked');
  });

  it('are over when a handler of the callback API answers', () => {
    const [unbound] = receiver.childrenOf(receiver.one('case.callbacks'));
    expect(unbound).toMatchObject({ name: 'send amq.direct:unbound', status: { code: 'UNSET' } });
    const handled = receiver.one('process calls');
    expect(handled.traceId).toBe(receiver.one('case.callbacks_queue').traceId);
    expect(durationOf(handled)).toBeGreaterThanOrEqual(HANDLING_MS - 2);
    expect(handled.attributes['throughline.message.outcome']).toBe('ack');
  });

  it('are all answered by one acknowledgement for several', () => {
    const handled = receiver.named('process batch');
    expect(handled.map(({ attributes }) => attributes['throughline.message.outcome'])).toEqual([
      'ack',
      'ack',
      'ack',
    ]);
    expect(new Set(handled.map(({ parentSpanId }) => parentSpanId)).size).toBe(3);
  });

  it('link to their sender when they are fetched, and an empty queue is not worth a span', () => {
    const [send] = receiver.childrenOf(receiver.one('case.fetch_sent'));
    const fetched = receiver.childrenOf(receiver.one('case.fetch'));
    expect(fetched).toHaveLength(1);
    expect(fetched[0]).toMatchObject({
      name: 'receive batch',
      kind: 'CLIENT',
      attributes: { 'messaging.message.id': 'fetched' },
      links: [{ traceId: send?.traceId, spanId: send?.spanId }],
    });
  });

  it('are left alone where nothing is to be traced', () => {
    expect(
      receiver.spans.filter(({ attributes }) => attributes['messaging.message.id'] === 'untraced'),
    ).toEqual([]);
  });
});
