import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { otlpJsonOf } from '../fixtures/otlp-protobuf.js';
import { newSpanId, randomHex } from '../ids/span-ids.js';
import { spansFromOtlp } from '../validation/spans-from-otlp.js';
import { type SpanEncoder, encodeInSlices, jsonEncoder, protobufEncoder } from './span-encoder.js';
import { storedSpan } from './stored-span.js';

const SLOW_MS = 3;

const resource = resourceFromAttributes({ 'service.name': 'shop' });
const spans = Array.from({ length: 200 }, () =>
  storedSpan(
    {
      traceId: randomHex(16),
      spanId: newSpanId(),
      name: 'shop.order',
      kind: SpanKind.SERVER,
      startTime: [1_700_000_000, 0],
      endTime: [1_700_000_001, 0],
      attributes: { items: 3 },
      status: { code: SpanStatusCode.OK },
      links: [],
      events: [],
    },
    resource,
  ),
);
const ids = spans.map((span) => span.spanContext().spanId);

describe('spans that are encoded in slices', () => {
  it.each([
    ['protobuf', protobufEncoder, (bytes: Uint8Array) => otlpJsonOf(Buffer.from(bytes))],
    ['JSON', jsonEncoder, (bytes: Uint8Array): unknown => JSON.parse(Buffer.from(bytes).toString())],
  ])('are one request of %s', async (_name, encoder, read) => {
    const request = read(await encodeInSlices(encoder, spans));
    expect(spansFromOtlp(request).map(({ spanId }) => spanId)).toEqual(ids);
    expect(spansFromOtlp(read(await encodeInSlices(encoder, [])))).toEqual([]);
  });

  it('let the event loop go on in between', async () => {
    const busy: SpanEncoder = {
      ...protobufEncoder,
      encode: (some) => {
        for (const until = performance.now() + SLOW_MS; performance.now() < until;);
        return protobufEncoder.encode(some);
      },
    };
    let turns = 0;
    let isDone = false;
    const encoded = encodeInSlices(busy, spans).finally(() => (isDone = true));
    for (; !isDone; turns += 1) await nextTurn();
    await encoded;
    expect(turns).toBeGreaterThanOrEqual(5);
  });
});
