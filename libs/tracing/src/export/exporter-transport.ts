import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { ACCEPTED, type ExportOutcome, outcomeOfStatus } from './export-outcome.js';
import { NotSentError } from './deadline-exporter.js';
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

const STATUS = /status code.*?(\d{3})$/;
const NOT_SENT: readonly unknown[] = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
];

/** Exporters tell what has happened only in words. */
function outcomeOfResult({ code, error = new Error('the exporter failed') }: ExportResult): ExportOutcome {
  if (code === ExportResultCode.SUCCESS) return ACCEPTED;
  const status = STATUS.exec(error.message)?.[1];
  if (status !== undefined) return outcomeOfStatus(Number(status));
  const wasNotSent = error instanceof NotSentError || ('code' in error && NOT_SENT.includes(error.code));
  return { kind: wasNotSent ? 'unavailable' : 'unknown', error };
}
