import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { durationOf, type SpanReceiver } from './support/span-receiver.js';
import { TracedRun } from './support/traced-run.js';

describe('messages that are traced by hand', () => {
  let run: TracedRun;
  let receiver: SpanReceiver;
  let printed: string;

  beforeAll(async () => {
    run = await TracedRun.of('messages-by-hand');
    ({ receiver, printed } = run);
  }, 60_000);
  afterAll(() => run.stop());

  it('have one span for their sending and one for their handling, with amqplib inside', () => {
    const root = receiver.one('case.around');
    const [send, ...more] = receiver.childrenOf(root);
    expect(more).toEqual([]);
    expect(send).toMatchObject({ name: 'send tasks', kind: 'PRODUCER' });
    expect(send && receiver.childrenOf(send)).toMatchObject([
      {
        name: 'process tasks',
        kind: 'CONSUMER',
        attributes: { 'test.inside': true, 'throughline.message.outcome': 'ack' },
      },
    ]);
    expect(receiver.traceOf(root)).toHaveLength(3);
  });

  it('carry the context in the headers that they were given', () => {
    const spans = receiver.childrenOf(receiver.one('case.alone'));
    const { sent } = JSON.parse(printed) as { sent: { traceparent: string }[] };
    expect(sent.map(({ traceparent }) => traceparent)).toEqual(
      spans.map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`),
    );
  });

  it('are handled below their sender, with the error, and in batches linked to each', () => {
    const [first, second] = receiver.childrenOf(receiver.one('case.alone'));
    const [alone, batch] = receiver.named('process jobs');
    expect(alone).toMatchObject({
      parentSpanId: first?.spanId,
      status: { code: 'ERROR', message: 'no such job' },
    });
    expect(batch).toMatchObject({
      attributes: { 'messaging.batch.message_count': 2 },
      links: [{ spanId: first?.spanId }, { spanId: second?.spanId }],
    });
  });

  it('are recorded when they are over', () => {
    const [publish, purge, fetch] = receiver.childrenOf(receiver.one('case.operations'));
    expect(publish).toMatchObject({
      name: 'publish user_events',
      kind: 'PRODUCER',
      attributes: { 'messaging.operation.type': 'send', 'messaging.batch.message_count': 3 },
    });
    expect(publish && durationOf(publish)).toBeCloseTo(500, 0);
    expect(purge).toMatchObject({ status: { code: 'ERROR', message: 'not empty' } });
    expect(fetch).toMatchObject({ name: 'receive user_events', kind: 'CLIENT' });
  });
});
