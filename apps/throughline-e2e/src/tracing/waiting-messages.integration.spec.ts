import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { durationOf, type SpanReceiver } from './support/span-receiver.js';
import { TracedRun } from './support/traced-run.js';

const HANDLING_MS = 60;

describe('messages that wait for a connection', () => {
  let run: TracedRun;
  let receiver: SpanReceiver;
  let printed: string;

  beforeAll(async () => {
    run = await TracedRun.of('waiting-messages');
    ({ receiver, printed } = run);
  }, 60_000);
  afterAll(() => run.stop());

  it.each(['managed.esm', 'managed.cjs', 'plain'])('land in thirty traces through %s', (queue) => {
    const roots = receiver.spans.filter(({ name }) => name.startsWith(`${queue}.`));
    expect(new Set(roots.map(({ traceId }) => traceId)).size).toBe(30);
    for (const root of roots) {
      const [send, ...more] = receiver.childrenOf(root);
      expect(send).toMatchObject({ name: `send ${queue}`, kind: 'PRODUCER', status: { code: 'UNSET' } });
      expect(send?.attributes['server.address']).toBe('127.0.0.1');
      expect(more).toEqual([]);
      expect(send && receiver.childrenOf(send).map(({ name }) => name)).toEqual([`process ${queue}`]);
      expect(receiver.traceOf(root)).toHaveLength(3);
    }
  });

  it.each(['managed.esm', 'managed.cjs'])(
    'are handled for as long as the handler’s promise in %s',
    (queue) => {
      const shortest = Math.min(...receiver.named(`process ${queue}`).map(durationOf));
      expect(shortest).toBeGreaterThanOrEqual(HANDLING_MS - 2);
    },
  );

  it('tell that they were given up', () => {
    expect(receiver.childrenOf(receiver.one('given.up'))).toMatchObject([
      { name: 'send amq.topic:orders.placed', status: { code: 'ERROR', message: 'timeout' } },
    ]);
  });

  it('leave the options that they share alone', () => {
    expect(JSON.parse(printed)).toEqual({ headers: { 'x-shared': true } });
  });
});
