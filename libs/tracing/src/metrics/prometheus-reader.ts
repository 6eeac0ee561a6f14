import type { MetricReader } from '@opentelemetry/sdk-metrics';
import { requestDurations } from '../http/request-duration.js';
import { handlerDurations } from './request-metrics.js';
import { prometheus } from '../sdk/packages.js';

/** Reads all metrics when asked, without a server of its own. */
export function prometheusReader(isWanted: (name: string) => boolean): {
  reader: MetricReader;
  text: () => Promise<string>;
} {
  const { PrometheusExporter, PrometheusSerializer } = prometheus();
  const reader = new PrometheusExporter({
    preventServerStart: true,
    metricProducers: [requestDurations, handlerDurations],
  });
  const serializer = new PrometheusSerializer('', false, undefined, true, true);
  const text = async (): Promise<string> => {
    const { resourceMetrics } = await reader.collect();
    const scopeMetrics = resourceMetrics.scopeMetrics.map(({ scope, metrics }) => ({
      scope,
      metrics: metrics.filter(({ descriptor }) => isWanted(descriptor.name)),
    }));
    return serializer.serialize({ ...resourceMetrics, scopeMetrics });
  };
  return { reader, text };
}
