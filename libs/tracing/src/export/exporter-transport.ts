import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { ACCEPTED, type ExportOutcome } from './export-outcome.js';
import type { SpanTransport } from './span-transport.js';

/** The way through an exporter of the SDK's kind. */
export class ExporterTransport implements SpanTransport {
  constructor(private readonly exporter: SpanExporter) {}

  send(spans: readonly ReadableSpan[], signal: AbortSignal): Promise<ExportOutcome> {
    return new Promise((resolve) => {
      const noAnswer = (): void => resolve({ kind: 'unknown', error: new Error('no answer in time') });
      signal.addEventListener('abort', noAnswer, { once: true });
      this.exporter.export([...spans], (result) => {
        signal.removeEventListener('abort', noAnswer);
        resolve(outcomeOfResult(result));
      });
    });
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }
}

const outcomeOfResult = ({ code, error = new Error('the exporter failed') }: ExportResult): ExportOutcome =>
  code === ExportResultCode.SUCCESS ? ACCEPTED : { kind: 'unknown', error };
