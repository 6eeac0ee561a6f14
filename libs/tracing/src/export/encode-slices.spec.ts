import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { otlpJsonOf } from '../fixtures/otlp-protobuf.js';
import { newSpanId, randomHex } from '../ids/span-ids.js';
import { spansFromOtlp } from '../validation/spans-from-otlp.js';
import { encodeInSlices } from './encode-slices.js';
import { type SpanEncoder, jsonEncoder, protobufEncoder } from './span-encoder.js';
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

  it('are one at first, more as they prove quick, and fewer once they are slow', async () => {
    const sizes: number[] = [];
    let now = 0;
    let slowAt = Infinity;
    const watched = encoderThat((some) => {
      sizes.push(some.length);
      if (sizes.length === slowAt) now += SLOW_MS;
    });
    await encodeInSlices(watched, spans, () => now);
    expect(sizes).toEqual([1, 2, 4, 8, 16, 32, 32, 32, 32, 32, 9]);
    slowAt = sizes.length + 1;
    await encodeInSlices(watched, spans, () => now);
    expect(sizes.slice(slowAt - 1, slowAt + 2)).toEqual([32, 8, 16]);
  });

  it('let the event loop go on in between', async () => {
    let now = 0;
    const slow = encoderThat(() => (now += SLOW_MS));
    let turns = 0;
    let isDone = false;
    const encoded = encodeInSlices(slow, spans, () => now).finally(() => (isDone = true));
    for (; !isDone; turns += 1) await nextTurn();
    await encoded;
    expect(turns).toBeGreaterThanOrEqual(spans.length - 1);
  });
});

const encoderThat = (watches: (some: readonly unknown[]) => void): SpanEncoder => ({
  ...protobufEncoder,
  encode: (some) => {
    watches(some);
    return new Uint8Array();
  },
});
