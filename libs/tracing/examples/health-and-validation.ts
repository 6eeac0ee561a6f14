import {
  getTracingHealth,
  getValidator,
  metricsText,
  spansFromOtlp,
  validateTrace,
} from '@throughline/tracing';

const { overallStatus } = getTracingHealth();
if (overallStatus === 'unhealthy') throw new Error('spans do not arrive');

const spans = spansFromOtlp({
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
      scopeSpans: [
        {
          spans: [
            {
              traceId: '0af7651916cd43dd8448eb211c80319c',
              spanId: 'b7ad6b7169203331',
              name: 'shop.place_order',
              kind: 1,
              startTimeUnixNano: '1700000000000000000',
              endTimeUnixNano: '1700000000500000000',
            },
          ],
        },
      ],
    },
  ],
});
const report = getValidator().validateTrace(spans); // or validateTrace, with the ids of what was made
const { missing } = validateTrace(spans, { created: ['b7ad6b7169203331'] });
if (missing.length > 0) throw new Error('a span is missing');
if (report.overallStatus !== 'healthy') throw new Error(report.findings.join('\n'));

await metricsText(); // what a /metrics route answers
