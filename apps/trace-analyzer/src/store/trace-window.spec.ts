import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aSpan } from './stored-span.fixture.js';
import { TraceWindow } from './trace-window.js';

const traceId = (n: number): string => (n + 1).toString(16).padStart(32, '0');
const spanId = (n: number): string => (n + 1).toString(16).padStart(16, '0');
const roomy = { maxSpans: 1000, maxBytes: 1_000_000 };

describe('TraceWindow', () => {
  it('keeps to its bounds and evicts the oldest traces as a whole', () => {
    const window = new TraceWindow({ maxSpans: 4, maxBytes: 1_000_000 });
    for (const trace of [0, 1, 2]) {
      for (const span of [0, 1])
        window.add(aSpan({ traceId: traceId(trace), spanId: spanId(span), service: `s${trace}` }));
    }
    expect(window.latest()).toEqual([traceId(2), traceId(1)]);
    expect(window.operations.serviceNames()).toEqual(['s1', 's2']);
    expect(window.size).toMatchObject({ spans: 4, traces: 2, evicted: 2 });
  });
  it('never holds more than its bounds, whatever comes', () => {
    const events = fc.array(fc.tuple(fc.nat(5), fc.nat(20)), { maxLength: 80 });
    fc.assert(
      fc.property(events, fc.integer({ min: 1, max: 10 }), (spans, maxSpans) => {
        const window = new TraceWindow({ maxSpans, maxBytes: 5000 });
        for (const [trace, span] of spans)
          window.add(aSpan({ traceId: traceId(trace), spanId: spanId(span) }));
        const held = window.latest().flatMap((id) => window.spansOf(id));
        expect(window.size.spans).toBe(held.length);
        expect(window.size.spans).toBeLessThanOrEqual(maxSpans);
        expect(window.size.bytes).toBeLessThanOrEqual(5000);
      }),
    );
  });
  it('reports a span that came twice once, as it came last', () => {
    const window = new TraceWindow(roomy);
    window.add(aSpan({ name: 'first' }));
    window.add(aSpan({ name: 'second' }));
    expect(window.spansOf(aSpan().traceId).map(({ name }) => name)).toEqual(['second']);
    expect(window.operations.operationsOf('api-gateway')).toEqual([{ name: 'second', spanKind: 'internal' }]);
  });
  it('prefers the true end of a span to what a recovery made up', () => {
    const window = new TraceWindow(roomy);
    window.add(aSpan({ name: 'true' }));
    window.add(aSpan({ name: 'made up', status: { code: 2, message: 'interrupted' } }));
    expect(window.spansOf(aSpan().traceId).map(({ name }) => name)).toEqual(['true']);
  });
});
