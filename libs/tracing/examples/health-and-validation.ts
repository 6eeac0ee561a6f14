import { getTracingHealth, getValidator, metricsText, spansFromOtlp } from '@throughline/tracing';

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
const report = getValidator().validateTrace(spans);
if (report.overallStatus !== 'healthy') throw new Error(report.findings.join('\n'));

await metricsText(); // what a /metrics route answers
