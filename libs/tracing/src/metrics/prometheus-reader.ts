import type { MetricReader } from '@opentelemetry/sdk-metrics';
import { requestDurations } from '../http/request-duration.js';
import { handlerDurations } from './request-metrics.js';
import { prometheus } from '../sdk/packages.js';

/** Reads all metrics when asked, without a server of its own. */
export function prometheusReader(): { reader: MetricReader; text: () => Promise<string> } {
  const { PrometheusExporter, PrometheusSerializer } = prometheus();
  const reader = new PrometheusExporter({
    preventServerStart: true,
    metricProducers: [requestDurations, handlerDurations],
  });
  const serializer = new PrometheusSerializer('', false, undefined, true, true);
  const text = async (): Promise<string> => serializer.serialize((await reader.collect()).resourceMetrics);
  return { reader, text };
}
