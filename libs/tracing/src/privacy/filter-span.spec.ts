import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Attributes, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { encodeSpans } from '../export/encoding/encode-request.js';
import { jsonEncoder } from '../export/span-encoder.js';
import { secretTexts } from '../fixtures/secret-texts.js';
import { TraceStateList } from '../propagation/tracestate.js';
import { filterSpan } from './filter-span.js';

const CANARY = 'c4n4ryS3cretValue';
const RESOURCE = resourceFromAttributes({ 'service.name': 'shop' });
const CONTEXT = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: TraceFlags.SAMPLED };

const span = (parts: Partial<ReadableSpan> = {}): ReadableSpan => ({
  name: 'GET /orders/:id',
  kind: SpanKind.SERVER,
  spanContext: () => CONTEXT,
  startTime: [1, 0],
  endTime: [2, 0],
  duration: [1, 0],
  ended: true,
  status: { code: SpanStatusCode.UNSET },
  attributes: {},
  events: [],
  links: [],
  resource: RESOURCE,
  instrumentationScope: { name: 'shop', version: '1.0.0' },
  droppedAttributesCount: 0,
  droppedEventsCount: 0,
  droppedLinksCount: 0,
  ...parts,
});

/** Every place of a span that a text can stand in. */
const PLACES: readonly ((text: string) => Partial<ReadableSpan>)[] = [
  (text) => ({ name: text }),
  (text) => ({ attributes: { text } }),
  (text) => ({ attributes: { list: ['a', text, 'b'] } }),
  (text) => ({ attributes: { [text]: 'x' } }),
  (text) => ({ attributes: mapOf(text) }),
  (text) => ({ attributes: { 'db.query.text': `SELECT ${text}` } }),
  (text) => ({ attributes: { 'url.full': text, 'process.command_args': ['git', text] } }),
  (text) => ({ status: { code: SpanStatusCode.ERROR, message: text } }),
  (text) => ({ events: [{ name: text, time: [1, 0], attributes: { text } }] }),
  (text) => ({
    events: [{ name: 'exception', time: [1, 0], attributes: { 'exception.stacktrace': `Error: ${text}\n` } }],
  }),
  (text) => ({ links: [{ context: CONTEXT, attributes: { text } }] }),
  (text) => ({ resource: resourceFromAttributes({ 'service.name': 'shop', text, [text]: 'x' }) }),
  (text) => ({ instrumentationScope: { name: text, version: text } }),
];

const mapOf = (text: string): Attributes => ({ map: { deep: { deeper: [text] } } });

const wireOf = (shown: ReadableSpan): string =>
  Buffer.concat([encodeSpans([shown]), jsonEncoder.encode([shown])]).toString('latin1');

describe('filterSpan', () => {
  it('lets no secret out, whatever its form and place, and whatever stands around', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PLACES),
        fc.constantFrom(...secretTexts(CANARY)),
        fc.string(),
        (place, text, around) => {
          expect(wireOf(filterSpan(span(place(`${around} ${text}`)))).includes(CANARY)).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('takes secret members out of a trace state, and leaves the others in their order', () => {
    const state = TraceStateList.parse(`a=1,token=${CANARY},vendor=ghp_${CANARY},b=2`);
    const context = { ...CONTEXT, ...(state === undefined ? {} : { traceState: state }) };
    const shown = filterSpan(span({ spanContext: () => context, links: [{ context }] }));
    expect(shown.spanContext().traceState?.serialize()).toBe('a=1,b=2');
    expect(shown.links[0]?.context.traceState?.serialize()).toBe('a=1,b=2');
    expect(context.traceState?.serialize()).toContain(CANARY);
  });

  it('gives a harmless span back as it is', () => {
    const state = TraceStateList.parse('ot=th:8,vendor=abc');
    const context = { ...CONTEXT, ...(state === undefined ? {} : { traceState: state }) };
    const harmless = span({ spanContext: () => context, attributes: { 'http.route': '/orders' } });
    expect(filterSpan(harmless)).toBe(harmless);
  });

  it('gives the spans of one resource one resource again', () => {
    const resource = resourceFromAttributes({ 'db.password': 'x', zone: 'a' });
    const [one, other] = [filterSpan(span({ resource })), filterSpan(span({ resource }))];
    expect(one.resource.attributes).toEqual({ 'db.password': '***', zone: 'a' });
    expect(other.resource).toBe(one.resource);
  });
});
