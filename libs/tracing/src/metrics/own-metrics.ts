import { metrics } from '@opentelemetry/api';
import type { RunSpanProcessor } from '../export/run-span-processor.js';
import type { SpanSender } from '../export/span-sender.js';
import { observeProcess } from './process-metrics.js';
import type { TraceErrors } from './trace-errors.js';

/** Metrics about tracing itself, read when they are asked for, so that they cost a span nothing. */
export function observeTracing(
  processor: RunSpanProcessor,
  senders: readonly SpanSender[],
  errors: TraceErrors,
): void {
  const meter = metrics.getMeter('@throughline/tracing');
  observeProcess(meter);
  meter
    .createObservableCounter('spans_created_total', { description: 'Recorded spans that were started' })
    .addCallback((result) => result.observe(processor.created));
  meter
    .createObservableCounter('spans_exported_total', {
      description: 'Spans that a receiver has acknowledged',
    })
    .addCallback((result) => {
      for (const { exported, exporterName: exporter } of senders) result.observe(exported, { exporter });
    });
  meter
    .createObservableCounter('trace_errors_total', { description: 'Failures of tracing itself' })
    .addCallback((result) => {
      for (const [kind, count] of errors.entries()) result.observe(count, { kind });
    });
  meter
    .createObservableGauge('exporter_up', { description: '1 when the last export was acknowledged, else 0' })
    .addCallback((result) => {
      for (const { isUp, exporterName: exporter } of senders)
        if (isUp !== undefined) result.observe(isUp ? 1 : 0, { exporter });
    });
}
