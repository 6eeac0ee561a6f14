import { describe, expect, it } from '@jest/globals';
import { ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { newSpanId, randomHex } from '../ids/span-ids.js';
import { deliveryIdentity } from './delivery-identity.js';

const sender = { traceId: randomHex(16), spanId: newSpanId(), traceFlags: TraceFlags.SAMPLED };
const parent = trace.setSpanContext(ROOT_CONTEXT, sender);

const delivery = (headers: Record<string, unknown> = {}, redelivered = false) =>
  deliveryIdentity(
    { fields: { redelivered }, properties: { headers }, content: Buffer.alloc(0) },
    'orders',
    parent,
  );

const deaths = (count: number): object => ({
  'x-death': [
    { queue: 'orders', count },
    { queue: 'retry', count },
  ],
});

describe('the span of a delivery', () => {
  const first = delivery();

  it('has the same id in every process, and another one in each queue', () => {
    expect(delivery()).toEqual({ spanId: first.spanId, links: [] });
    const elsewhere = deliveryIdentity(
      { fields: {}, properties: {}, content: Buffer.alloc(0) },
      'invoices',
      parent,
    );
    expect(elsewhere.spanId).not.toBe(first.spanId);
  });

  it.each([
    ['a quorum queue counts', delivery({ 'x-delivery-count': 1 }, true), first.spanId],
    ['a classic queue only says that it is one', delivery({}, true), first.spanId],
    ['it came back through a retry queue', delivery({ ...deaths(1) }), first.spanId],
    ['it came back for the second time', delivery({ ...deaths(2) }), delivery({ ...deaths(1) }).spanId],
    [
      'it was delivered for the third time',
      delivery({ 'x-delivery-count': 2 }, true),
      delivery({ 'x-delivery-count': 1 }, true).spanId,
    ],
  ])('is linked to the one before: %s', (_how, { spanId, links }, before) => {
    expect(links.map(({ context }) => context)).toEqual([{ ...sender, spanId: before }]);
    expect(spanId).not.toBe(first.spanId);
  });

  it('is a new one where several may read the same message', () => {
    expect(delivery({ 'x-stream-offset': 7 }).spanId).not.toBe(delivery({ 'x-stream-offset': 7 }).spanId);
  });

  it('has no links where the sender is not known', () => {
    const message = { fields: { redelivered: true }, properties: {}, content: Buffer.alloc(0) };
    expect(deliveryIdentity(message, 'orders', ROOT_CONTEXT).links).toEqual([]);
  });
});
