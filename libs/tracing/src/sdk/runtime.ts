import type { Context } from '@opentelemetry/api';
import type { DerivedSpanExport } from '../export/derived-span.js';
import type { ExporterStatus } from '../export/export-status.js';
import type { TracingAccounts } from '../export/tracing-accounts.js';
import type { SpanRecord } from '../export/stored-span.js';
import type { HealthSources } from '../health/health-sources.js';
import type { JournalFolder } from '../journal/journal-folder.js';

/** Short cuts for the spans of runs, which are always kept. */
export interface SpansOfRuns {
  /** Takes a span that is over. */
  record(span: SpanRecord, context: Context): void;
  /** What starts within `fn` is journalled in one go at its end. */
  together<T>(fn: () => T): T;
}

/** What runs since `initializeTracing`. */
export interface TracingRuntime {
  readonly handle: TracingHandle;
  readonly derivedSpans: DerivedSpanExport;
  readonly journal: JournalFolder | undefined;
  readonly spansOfRuns: SpansOfRuns;
  metricsText(): Promise<string>;
  readonly health: HealthSources;
  accounts(): TracingAccounts;
  exportStatus(): ExporterStatus[];
}

/** The running tracing of this process. */
export interface TracingHandle {
  readonly serviceName: string;
  /** Exports what has ended; resolves when that is done or could not be done within a few seconds. Never rejects. */
  flush(): Promise<void>;
  /** Flushes and stops. What could not be exported stays in the journal for the next start. Never rejects. */
  shutdown(): Promise<void>;
}

let current: TracingRuntime | undefined;

export const runtime = (): TracingRuntime | undefined => current;

export function setRuntime(value: TracingRuntime | undefined): void {
  current = value;
}
