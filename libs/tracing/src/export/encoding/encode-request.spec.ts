import { describe, expect, it } from '@jest/globals';
import {
  type Attributes,
  type HrTime,
  type Link,
  SpanKind,
  type SpanStatus,
  SpanStatusCode,
  TraceFlags,
} from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { TraceStateList } from '../../propagation/tracestate.js';
import { encodeSpans } from './encode-request.js';

const hex = (digits: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: digits, maxLength: digits });
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ maxLength: 20_000 }),
);
const number = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.maxSafeInteger(),
  fc.constantFrom(
    0,
    -0,
    127,
    128,
    2 ** 32 - 1,
    2 ** 32,
    2 ** 53,
    2 ** 62,
    -(2 ** 63),
    2 ** 63,
    NaN,
    Infinity,
  ),
);
const value = fc.oneof(
  text,
  number,
  fc.boolean(),
  fc.array(text, { maxLength: 4 }),
  fc.array(number, { maxLength: 4 }),
  fc.array(fc.option(fc.boolean(), { nil: null }), { maxLength: 4 }),
);
const attributes: fc.Arbitrary<Attributes> = fc.dictionary(fc.string({ minLength: 1 }), value, {
  maxKeys: 8,
});
const time: fc.Arbitrary<HrTime> = fc.tuple(
  fc.integer({ min: 0, max: 4_000_000_000 }),
  fc.integer({ min: 0, max: 999_999_999 }),
);
const context = fc.record({
  traceId: hex(32),
  spanId: hex(16),
  traceFlags: fc.constantFrom(TraceFlags.NONE, TraceFlags.SAMPLED, 3),
  isRemote: fc.boolean(),
  traceState: fc.constantFrom(TraceStateList.EMPTY.set('ot', 'th:8').set('a', 'b'), TraceStateList.EMPTY),
});
const status: fc.Arbitrary<SpanStatus> = fc.record(
  { code: fc.constantFrom(SpanStatusCode.UNSET, SpanStatusCode.OK, SpanStatusCode.ERROR), message: text },
  { requiredKeys: ['code'] },
);
const event: fc.Arbitrary<TimedEvent> = fc.record(
  { name: text, time, attributes, droppedAttributesCount: fc.nat() },
  { requiredKeys: ['name', 'time'] },
);
const link: fc.Arbitrary<Link> = fc.record(
  { context, attributes, droppedAttributesCount: fc.nat() },
  { requiredKeys: ['context'] },
);
const resources = [
  resourceFromAttributes({ 'service.name': 'one', 'process.pid': 7 }),
  resourceFromAttributes({ 'service.name': 'zwölf' }, { schemaUrl: 'https://example.com/schema' }),
];
const scopes = [
  { name: 'pg', version: '1.2.3' },
  { name: '@throughline/tracing' },
  { name: 'x', schemaUrl: 'https://x' },
];

const span: fc.Arbitrary<ReadableSpan> = fc
  .record({
    name: text,
    kind: fc.constantFrom(
      SpanKind.INTERNAL,
      SpanKind.SERVER,
      SpanKind.CLIENT,
      SpanKind.PRODUCER,
      SpanKind.CONSUMER,
    ),
    startTime: time,
    endTime: time,
    status,
    attributes,
    events: fc.array(event, { maxLength: 3 }),
    links: fc.array(link, { maxLength: 3 }),
    resource: fc.constantFrom(...resources),
    instrumentationScope: fc.constantFrom(...scopes),
    droppedAttributesCount: fc.nat(),
    droppedEventsCount: fc.nat(),
    droppedLinksCount: fc.nat(),
    own: context,
    parent: fc.option(context, { nil: undefined }),
  })
  .map(({ own, parent, ...rest }) => ({
    ...rest,
    spanContext: () => own,
    ...(parent === undefined ? {} : { parentSpanContext: parent }),
    duration: [0, 0],
    ended: true,
  }));

const officialBytes = (spans: ReadableSpan[]): Buffer =>
  Buffer.from(ProtobufTraceSerializer.serializeRequest(spans) ?? new Uint8Array());

describe('encodeSpans', () => {
  it('writes byte for byte what OpenTelemetry’s serializer writes', () => {
    fc.assert(
      fc.property(fc.array(span, { maxLength: 12 }), (spans) => {
        expect(Buffer.from(encodeSpans(spans)).equals(officialBytes(spans))).toBe(true);
      }),
    );
  });

  it('begins anew after spans that cannot be encoded', () => {
    const [good] = fc.sample(span, { numRuns: 1, seed: 1 });
    if (good === undefined) throw new Error('no span');
    const broken = {
      ...good,
      spanContext: () => {
        throw new Error('broken');
      },
    };
    expect(() => encodeSpans([good, broken])).toThrow('broken');
    expect(Buffer.from(encodeSpans([good]))).toEqual(officialBytes([good]));
  });
});
