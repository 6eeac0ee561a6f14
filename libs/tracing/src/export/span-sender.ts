import { context as contexts } from '@opentelemetry/api';
import { ExportResultCode, suppressTracing } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import type { TraceErrors } from '../metrics/trace-errors.js';
import { filterSpan } from '../privacy/filter-span.js';
import { TracingError } from '../tracing-error.js';

/** Brings spans, without what is secret in them, to the receiver and knows whether the last ones have arrived. */
export class SpanSender {
  exported = 0;
  /** Undefined until something was sent. */
  isUp: boolean | undefined;

  constructor(
    private readonly exporter: SpanExporter,
    private readonly errors: TraceErrors,
    readonly exporterName: string,
  ) {}

  /** Resolves when the receiver has acknowledged the spans; the exporter has a deadline and a bound on repetitions. */
  async send(spans: ReadableSpan[]): Promise<void> {
    try {
      await this.export(spans.map(filterSpan));
      this.isUp = true;
      this.exported += spans.length;
    } catch (error) {
      this.isUp = false;
      this.errors.count('export', error);
      throw error;
    }
  }

  private export(spans: ReadableSpan[]): Promise<void> {
    return new Promise((resolve, reject) => {
      contexts.with(suppressTracing(contexts.active()), () => {
        this.exporter.export(spans, ({ code, error }) => {
          if (code === ExportResultCode.SUCCESS) resolve();
          else
            reject(
              new TracingError('trace_export_failed', 'the receiver of traces did not take the spans', {
                cause: error,
              }),
            );
        });
      });
    });
  }
}
