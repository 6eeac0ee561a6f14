import { describe, expect, it } from '@jest/globals';
import { aSpan, TRACE } from '../store/stored-span.fixture.js';
import { jaegerTrace } from './jaeger-trace.js';

describe('jaegerTrace', () => {
  it('writes spans, references, tags and processes in the older form', () => {
    const trace = jaegerTrace([
      aSpan({ spanId: '00000000000000aa', service: 'a' }),
      aSpan({
        spanId: '00000000000000bb',
        parentSpanId: '00000000000000aa',
        service: 'b',
        kind: 2,
        status: { code: 2 },
        attributes: { 'user.id': 'ada' },
      }),
    ]);
    expect(trace.processes).toMatchObject({ p1: { serviceName: 'a' }, p2: { serviceName: 'b' } });
    expect(trace.spans[1]).toMatchObject({
      traceID: TRACE,
      references: [{ refType: 'CHILD_OF', traceID: TRACE, spanID: '00000000000000aa' }],
      startTime: 1_700_000_000_000_000,
      duration: 5000,
      processID: 'p2',
      tags: [
        { key: 'user.id', type: 'string', value: 'ada' },
        { key: 'span.kind', type: 'string', value: 'server' },
        { key: 'otel.status_code', type: 'string', value: 'ERROR' },
        { key: 'error', type: 'bool', value: true },
      ],
    });
  });
});
