import type { Attributes, SpanContext } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { BreadcrumbLevel, ErrorScope } from './error-scope.js';

/** What is told of an error besides the error. */
export interface ErrorReport {
  readonly scope: ErrorScope;
  readonly span: SpanContext | undefined;
  readonly level: BreadcrumbLevel;
  readonly tags: Readonly<Record<string, string>>;
  readonly extra: Readonly<Record<string, unknown>>;
}

/** A span with all that ended below it in this process, as plain data. */
export interface ReportedTrace {
  readonly root: ReadableSpan;
  readonly spans: readonly ReadableSpan[];
  readonly tags: Attributes;
}

/** Where errors are reported. Nothing of it may wait, throw or grow. */
export interface ErrorSink {
  readonly tracesSampleRate: number;
  isFailedStatus(status: number): boolean;
  exception(error: unknown, report: ErrorReport): void;
  message(text: string, report: ErrorReport): void;
  trace(trace: ReportedTrace): void;
}

let current: ErrorSink | undefined;

export const errorSink = (): ErrorSink | undefined => current;

export function setErrorSink(sink: ErrorSink | undefined): void {
  current = sink;
}
