import { describe, expect, it } from '@jest/globals';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import fc from 'fast-check';
import { decodeLine, encodeLine } from './journal-line.js';

const hex = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const time = fc.tuple(fc.nat(), fc.nat(999_999_999));
const value = fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.array(fc.string()));
const attributes = fc.dictionary(fc.string(), value, { noNullPrototype: true });
const span = fc.record(
  {
    traceId: hex(32),
    spanId: hex(16),
    parentSpanId: hex(16),
    parentIsRemote: fc.boolean(),
    name: fc.string({ unit: 'binary' }),
    kind: fc.constantFrom(SpanKind.INTERNAL, SpanKind.CLIENT, SpanKind.CONSUMER),
    startTime: time,
    endTime: time,
    attributes,
    status: fc.record(
      { code: fc.constantFrom(SpanStatusCode.UNSET, SpanStatusCode.ERROR), message: fc.string() },
      { requiredKeys: ['code'] },
    ),
    links: fc.array(
      fc.record({
        context: fc.record({ traceId: hex(32), spanId: hex(16), traceFlags: fc.nat(1) }),
        attributes,
      }),
      { maxLength: 2 },
    ),
    events: fc.array(fc.record({ name: fc.string(), time, attributes }), { maxLength: 2 }),
    scope: fc.string(),
  },
  {
    noNullPrototype: true,
    requiredKeys: [
      'traceId',
      'spanId',
      'name',
      'kind',
      'startTime',
      'endTime',
      'attributes',
      'status',
      'links',
      'events',
    ],
  },
);

describe('a line of the journal', () => {
  it('is one line, and read as what was written', () => {
    fc.assert(
      fc.property(fc.constantFrom('s' as const, 'e' as const), span, (k, given) => {
        const text = encodeLine({ k, span: given });
        expect(text.indexOf('\n')).toBe(text.length - 1);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify({ k, span: given })));
        expect(decodeLine(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('is nothing when it was cut off anywhere', () => {
    const whole = encodeLine({ k: 'm', t: 'a'.repeat(32), i: ['b'.repeat(16)] }).trimEnd();
    for (let length = 0; length < whole.length; length += 1)
      expect(decodeLine(whole.slice(0, length))).toBeUndefined();
  });
});
