import { describe, expect, it } from '@jest/globals';
import { spansFromOtlp } from './spans-from-otlp.js';

const document = (kind: unknown, code: unknown): unknown => ({
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'model-router' } }] },
      scopeSpans: [
        {
          spans: [
            {
              traceId: 'aa',
              spanId: 'bb',
              parentSpanId: '',
              name: 'chat m',
              kind,
              startTimeUnixNano: '1700000000000000001',
              endTimeUnixNano: '1700000000000000002',
              status: { code, message: 'no' },
              attributes: [
                { key: 'tokens', value: { intValue: '12' } },
                { key: 'cost', value: { doubleValue: 0.5 } },
                { key: 'stream', value: { boolValue: true } },
                { key: 'reasons', value: { arrayValue: { values: [{ stringValue: 'stop' }] } } },
              ],
              links: [{ traceId: 'cc', spanId: 'dd' }],
            },
          ],
        },
      ],
    },
  ],
});

describe('spansFromOtlp', () => {
  it.each([
    [3, 2],
    ['SPAN_KIND_CLIENT', 'STATUS_CODE_ERROR'],
    ['CLIENT', 'ERROR'],
  ])('reads kind %j and status %j', (kind, code) => {
    expect(spansFromOtlp(document(kind, code))).toEqual([
      {
        traceId: 'aa',
        spanId: 'bb',
        parentSpanId: undefined,
        name: 'chat m',
        kind: 'CLIENT',
        service: 'model-router',
        startTimeUnixNano: '1700000000000000001',
        endTimeUnixNano: '1700000000000000002',
        status: { code: 'ERROR', message: 'no' },
        attributes: { tokens: 12, cost: 0.5, stream: true, reasons: ['stop'] },
        links: [{ traceId: 'cc', spanId: 'dd' }],
      },
    ]);
  });

  it('finds no spans in what is no such document', () => {
    for (const other of [undefined, null, 'x', {}, { resourceSpans: 1 }])
      expect(spansFromOtlp(other)).toEqual([]);
  });
});
